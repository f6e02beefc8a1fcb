import { excelSerialToInstant, type LocalTimeResult, parseLocalTime } from '@kuulolla/calendar/local-time';
import type { TimeFormat } from './csv-profile.ts';

/** A cell's time in the form of a JSON answer (ISO 8601 with an offset), or why it is none. */
export type CellTime =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'missing-hour' | 'not-a-time' };

const withOffset =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?:(:\d{2})([.,]\d{1,9})?)? ?(?:([Zz])|([+-]\d{2}):?(\d{2}))$/;
const serial = /^\d{4,6}(?:[.,]\d{1,12})?$/;

/** Reads a cell by the formats in their order. A Helsinki time of the repeated hour in October is its first. */
export function cellTime(text: string, formats: readonly TimeFormat[]): CellTime {
  for (const format of formats) {
    if (format === 'offset') {
      const parts = withOffset.exec(text);
      if (parts) return { ok: true, text: isoOf(parts) };
      continue;
    }
    const result = format === 'helsinki' ? parseLocalTime(text) : serialTime(text);
    if (result.ok) return { ok: true, text: new Date(result.instant).toISOString() };
    if (result.reason === 'missing-hour') return result;
  }
  return { ok: false, reason: 'not-a-time' };
}

/** The spelling the JSON door takes; whether such a day exists is checked there. */
function isoOf([, day, time, seconds = ':00', fraction = '', zulu, hours, minutes]: RegExpExecArray): string {
  const offset = zulu === undefined ? `${hours}:${minutes}` : 'Z';
  return `${day}T${time}${seconds}${fraction.replace(',', '.')}${offset}`;
}

function serialTime(text: string): LocalTimeResult {
  if (!serial.test(text)) return { ok: false, reason: 'not-a-time' };
  return excelSerialToInstant(Number(text.replace(',', '.')));
}
