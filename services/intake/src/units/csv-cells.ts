import { isAscii, isUtf8 } from 'node:buffer';

/** Encodings a CSV file may be in. */
export const csvEncodings = ['utf-8', 'windows-1252'] as const;
export type CsvEncoding = (typeof csvEncodings)[number];

const windows1252 = new TextDecoder('windows-1252');

/**
 * The cells of a record (`csv-record.ts`) as texts, or why there are none: bytes that are not in `encoding`, or a NUL,
 * which no text has. `from` to `to` is the record. One that is UTF-8 beyond ASCII is read as that whatever `encoding`
 * says: in Windows-1252 it would be `Ã¤` for `ä`, and a file saved in UTF-8 without a mark would lose its columns with
 * letters beyond ASCII and garble its comments, in silence.
 */
export function cellsOf(
  bytes: Buffer,
  from: number,
  to: number,
  cells: readonly number[],
  encoding: CsvEncoding,
): string[] | 'bad-encoding' | 'nul-character' {
  const record = bytes.subarray(from, to);
  if (record.includes(0)) return 'nul-character';
  const plain = isAscii(record) ? record.toString('latin1') : null;
  const inUtf8 = plain === null && isUtf8(record);
  if (plain === null && encoding === 'utf-8' && !inUtf8) return 'bad-encoding';
  const found = inUtf8 ? 'utf-8' : encoding;
  const texts: string[] = [];
  for (let at = 0; at < cells.length; at += 3) {
    const [start, end] = [cells[at] as number, cells[at + 1] as number];
    const text = plain === null ? decode(bytes, start, end, found) : plain.slice(start - from, end - from);
    texts.push(cells[at + 2] === 1 ? text.replaceAll('""', '"') : text);
  }
  return texts;
}

function decode(bytes: Buffer, start: number, end: number, encoding: CsvEncoding): string {
  return encoding === 'utf-8'
    ? bytes.toString('utf8', start, end)
    : windows1252.decode(bytes.subarray(start, end));
}
