import { tzOffset, tzScan } from '@date-fns/tz';

const ZONE = 'Europe/Helsinki';
const MINUTE = 60_000;

/**
 * Years whose clock changes are kept in a table. Before 1970 Helsinki changed its clocks at fractions of an hour,
 * which the library's scan does not resolve; outside the table every call asks the library itself (slow, right).
 */
const TABLE_FROM = Date.UTC(1970, 0, 1);
const TABLE_TO = Date.UTC(2101, 0, 1);

interface OffsetTable {
  /** First instant of each period of constant offset, ascending, closed by TABLE_TO. */
  readonly starts: Float64Array;
  /** Milliseconds east of UTC during the period of the same index. */
  readonly offsets: Float64Array;
}

let table: OffsetTable | undefined;
let currentFrom = 0;
let currentTo = 0;
let currentOffset = 0;

function libraryOffset(instant: number): number {
  return Math.round(tzOffset(ZONE, new Date(instant)) * MINUTE);
}

function readTable(): OffsetTable {
  const changes = tzScan(ZONE, { start: new Date(TABLE_FROM), end: new Date(TABLE_TO) });
  const starts = [TABLE_FROM, ...changes.map((change) => change.date.getTime()), TABLE_TO];
  const offsets = [libraryOffset(TABLE_FROM), ...changes.map((change) => change.offset * MINUTE)];
  return { starts: Float64Array.from(starts), offsets: Float64Array.from(offsets) };
}

function moveTo(instant: number): void {
  table ??= readTable();
  let low = 0;
  let high = table.offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.starts[middle] as number) <= instant) low = middle;
    else high = middle - 1;
  }
  currentFrom = table.starts[low] as number;
  currentTo = table.starts[low + 1] as number;
  currentOffset = table.offsets[low] as number;
}

/**
 * Milliseconds Helsinki's clocks are ahead of UTC at `instant` (epoch ms): 7,200,000 in winter, 10,800,000 in summer.
 * The table comes from date-fns/tz at the first call (some 25 ms, once); after that two comparisons for an instant in
 * the same half-year as the last one, a binary search otherwise.
 */
export function helsinkiOffset(instant: number): number {
  if (instant >= currentFrom && instant < currentTo) return currentOffset;
  if (!(instant >= TABLE_FROM && instant < TABLE_TO)) return libraryOffset(instant);
  moveTo(instant);
  return currentOffset;
}

/**
 * The first instant (epoch ms) at which Helsinki's clocks show `wall`, the wall time written as if it were UTC; 'missing' where the
 * clocks jump over it. A wall time shown twice gives the earlier instant, which is the one with the larger offset.
 */
export function firstInstantShowing(wall: number): number | 'missing' {
  const DAY = 86_400_000;
  const before = helsinkiOffset(wall - DAY);
  const after = helsinkiOffset(wall + DAY);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    const instant = wall - offset;
    if (helsinkiOffset(instant) === offset) return instant;
  }
  return 'missing';
}
