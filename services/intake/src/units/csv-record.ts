/** What the bytes from one place on are: a whole record, the beginning of one, or something no record can be. */
export type RecordOutcome = 'row' | 'more' | 'stray-quote' | 'text-after-quote' | 'unclosed-quote';

/** A record as it was found, written anew by each scan: nothing of it outlives the next one. */
export interface RecordScan {
  /** Three numbers a cell: where its text begins, where it ends, and 1 where quotes in it are doubled. */
  readonly cells: number[];
  /** Where the next record begins; for a stray quote the next line. */
  next: number;
  /** Line ends passed on the way there. */
  lines: number;
}

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Reads one CSV record (RFC 4180) of `bytes` from `from`, looking no further than `to`. The marks are ASCII, so the bytes
 * may be UTF-8 or any one-byte encoding. `isLast`: the input ends at `to`. Lines end in LF, CRLF or CR.
 *
 * Written here and not taken from csv-parse (the oracle of the tests), because that reader goes on inside an unclosed
 * quote until the input ends, and loses bytes where it skips a record that is too large: a bad row would cost good ones.
 */
export function scanRecord(
  bytes: Uint8Array,
  from: number,
  to: number,
  isLast: boolean,
  delimiter: number,
  found: RecordScan,
): RecordOutcome {
  found.cells.length = 0;
  found.lines = 0;
  let at = from;
  for (;;) {
    if (at < to && bytes[at] === quote) {
      const end = endOfQuoted(bytes, at + 1, to, found);
      if (end === -1 || (end + 1 >= to && !isLast)) return isLast ? 'unclosed-quote' : 'more';
      at = end + 1;
      if (at < to && bytes[at] !== delimiter && !isLineEnd(bytes[at])) return 'text-after-quote';
    } else {
      const start = at;
      while (at < to && bytes[at] !== delimiter && !isLineEnd(bytes[at])) {
        if (bytes[at] === quote) return skipLine(bytes, at, to, isLast, found);
        at++;
      }
      if (at === to && !isLast) return 'more';
      found.cells.push(start, at, 0);
    }
    if (at < to && bytes[at] === delimiter) {
      at++;
      continue;
    }
    const next = afterLineEnd(bytes, at, to, isLast);
    if (next === -1) return 'more';
    found.next = next;
    if (at < to) found.lines++;
    return 'row';
  }
}

/** Index of the closing quote, its cell noted; -1 where there is none before `to`. */
function endOfQuoted(bytes: Uint8Array, start: number, to: number, found: RecordScan): number {
  let doubled = 0;
  for (let at = start; at < to; at++) {
    const byte = bytes[at];
    if (byte === newline || (byte === carriageReturn && bytes[at + 1] !== newline)) found.lines++;
    if (byte !== quote) continue;
    if (at + 1 < to && bytes[at + 1] === quote) {
      doubled = 1;
      at++;
      continue;
    }
    found.cells.push(start, at, doubled);
    return at;
  }
  return -1;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === newline || byte === carriageReturn;
}

/** A quote in the midst of a cell without quotes: nothing after it on its line can be told apart. */
function skipLine(
  bytes: Uint8Array,
  at: number,
  to: number,
  isLast: boolean,
  found: RecordScan,
): RecordOutcome {
  const next = nextLine(bytes, at, to, isLast);
  if (next === -1) return 'more';
  if (isLineEnd(bytes[next - 1])) found.lines++;
  found.next = next;
  return 'stray-quote';
}

/** Where the line after the one at `from` begins; `to` for the last line of the input; -1 where it cannot be told yet. */
export function nextLine(bytes: Uint8Array, from: number, to: number, isLast: boolean): number {
  let at = from;
  while (at < to && !isLineEnd(bytes[at])) at++;
  return afterLineEnd(bytes, at, to, isLast);
}

function afterLineEnd(bytes: Uint8Array, at: number, to: number, isLast: boolean): number {
  if (at >= to) return isLast ? to : -1;
  if (bytes[at] === newline) return at + 1;
  if (at + 1 < to) return bytes[at + 1] === newline ? at + 2 : at + 1;
  return isLast ? at + 1 : -1;
}
