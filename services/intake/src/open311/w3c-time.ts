import { addDays, isDay, startOfDay } from '@kuulolla/calendar/day';
import { helsinkiOffset } from '@kuulolla/calendar/helsinki-offset';

/** An instant (epoch ms) as the standard writes it, on Helsinki's clocks, to the second: 2026-11-22T14:00:00+02:00. */
export function w3cTime(instant: number): string {
  const offset = helsinkiOffset(instant);
  const minutes = Math.round(offset / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  return `${wall}+${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** First and last ms of what a time names: a Helsinki day, a minute, a second or less. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** It has no end: no day of our calendar begins after it. */
const lastDay = '9999-12-31';

/**
 * Reads a W3C date or time: `2026-11-22`, `2026-11-22T14:00+02:00`, `2026-11-22T12:00:00.5Z`. A space before the offset
 * is taken for the `+` a caller forgot to encode. Null for anything else, a time without a zone and the calendar's last
 * day included. Never throws.
 */
export function parseW3cTime(text: string): TimeSpan | null {
  const trimmed = text.trim();
  if (trimmed === lastDay) return null;
  if (isDay(trimmed)) return { first: startOfDay(trimmed), last: startOfDay(addDays(trimmed, 1)) - 1 };
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+\- ]\d{2}:\d{2})$/.exec(
    trimmed,
  );
  if (!parts || !isDay(parts[1])) return null;
  const [, day, minute, seconds = '', zone = 'Z'] = parts;
  const first = Date.parse(`${day}T${minute}${seconds}${zone.replace(' ', '+')}`);
  if (Number.isNaN(first)) return null;
  const length = seconds === '' ? 60_000 : seconds.includes('.') ? 1 : 1_000;
  return { first, last: first + length - 1 };
}
