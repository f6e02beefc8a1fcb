import { helsinkiDay, isDay } from '@kuulolla/calendar/day';
import { parseLocalTime } from '@kuulolla/calendar/local-time';
import { instantSchema } from '@kuulolla/contracts/feedback-event';
import { futureTolerance } from '../intake-desk.ts';
import { type Finding, found, refused } from './finding.ts';

const withTime =
  /^(?<day>\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** A FHIR instant (date, time to the second, offset) in epoch ms, or null for anything else. */
export function instantOf(text: string): number | null {
  const day = withTime.exec(text)?.groups?.day;
  return isDay(day) ? Date.parse(text) : null;
}

/**
 * `authored` in epoch ms; a date only is noon of that Helsinki day. Refused: less than a day, before 2000, more than ten
 * minutes after `now` (epoch ms), which for a date only is a day that has not begun.
 */
export function authoredInstant(authored: string, now: number): Finding<number> {
  const path = 'QuestionnaireResponse.authored';
  if (/^\d{4}(-\d{2})?$/.test(authored)) {
    return refused('value', path, 'Send at least the day, such as 2026-11-20.');
  }
  const isDayOnly = isDay(authored);
  const instant = isDayOnly ? noonOf(authored) : instantOf(authored);
  if (instant === null) {
    return refused('value', path, 'Send a date, or a date and time with seconds and an offset.');
  }
  const latest = now + futureTolerance;
  const today = helsinkiDay(latest);
  // The noon that stands for today comes back with what was read, though it may lie ahead.
  if (isDayOnly ? authored > today : instant > latest && instant !== noonOf(today)) {
    return refused('business-rule', path, 'This is in the future; set the clock of the sender.');
  }
  if (!instantSchema.safeParse(instant).success) {
    return refused('business-rule', path, 'This is before the year 2000; set the clock of the sender.');
  }
  return found(instant);
}

function noonOf(day: string): number | null {
  const noon = parseLocalTime(`${day}T12:00:00`);
  return noon.ok ? noon.instant : null;
}
