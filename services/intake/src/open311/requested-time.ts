import { instantSchema } from '@kuulolla/contracts/feedback-event';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { futureTolerance } from '../intake-desk.ts';
import { type FormFields, singleField } from './form-fields.ts';
import { parseW3cTime } from './w3c-time.ts';

const dayLong = 12 * 3_600_000;

/**
 * When the resident wrote (epoch ms), where the caller says so, or null. The standard has `requested_datetime` in answers
 * only; taken here too, so that feedback handed over from an older system counts on its day. A day alone is its middle. Throws
 * a 400 HttpProblem for what is no W3C time, before 2000, or more than ten minutes after `now` (epoch ms).
 */
export function requestedTime(form: FormFields, now: number): number | null {
  const sent = singleField(form, 'requested_datetime');
  if (sent === null) return null;
  const span = parseW3cTime(sent);
  if (span === null) throw wrong('requested_datetime must be a W3C time such as 2026-11-22T14:00:00+02:00.');
  const isDay = span.last - span.first > dayLong;
  const instant = isDay ? Math.round((span.first + span.last) / 2) : span.first;
  if ((isDay ? span.first : instant) > now + futureTolerance) {
    throw wrong('requested_datetime is in the future; set the clock of the sender, or leave it out.');
  }
  if (!instantSchema.safeParse(instant).success) {
    throw wrong('requested_datetime is before the year 2000; set the clock of the sender, or leave it out.');
  }
  return instant;
}

function wrong(message: string): HttpProblem {
  return new HttpProblem(400, 'bad-time', message, { field: 'requested_datetime' });
}
