/** Shares: slots in use at most, and how many there are after growing. Small steps, since a million rows fill megabytes. */
const [fullest, growth] = [0.8, 1.25];
/** As many tables as a byte has values: each grows by itself, so that never more than one of them is there twice. */
const tables = 256;
const slotsAtFirst = 16;
/** What the last byte of a slot can say; more than that is counted beside the table. */
const mostInSlot = 255;

/**
 * Counts how often each text came by, known by the first 64 bits of its hash: 8 bytes a slot in place of an object an
 * entry, 10 to 12.5 MB for a million. Two texts of one such hash (once in 37 million files of a million rows) would be
 * counted together, which leaves their ids distinct still, as an id holds the whole hash.
 */
export function createOccurrenceCount(): (hash: string) => number {
  const counts = Array.from({ length: tables }, createTable);

  /** Counts one more of this hash (16 hex characters or more) and gives how many there are now, from 1. */
  return (hash) => {
    const table = counts[Number.parseInt(hash.slice(0, 2), 16)] as OccurrenceTable;
    return table.count(Number.parseInt(hash.slice(2, 8), 16), Number.parseInt(hash.slice(8, 16), 16));
  };
}

interface OccurrenceTable {
  /** Counts one more of a key of 24 and 32 bits. */
  count(high: number, low: number): number;
}

function createTable(): OccurrenceTable {
  /** Two numbers a slot: `high` with the count in its last byte, and `low`. A count of 0 is a free slot. */
  let slots = new Uint32Array(2 * slotsAtFirst);
  let used = 0;
  /** Those that came by more often than a slot can say. */
  const many = new Map<number, number>();

  const placeOf = (high: number, low: number): number => {
    let at = 2 * Math.floor((low / 2 ** 32) * (slots.length / 2));
    for (;;) {
      const held = slots[at] as number;
      if (countIn(held) === 0 || (held >>> 8 === high && slots[at + 1] === low)) return at;
      at = at + 2 === slots.length ? 0 : at + 2;
    }
  };

  const grow = (): void => {
    const old = slots;
    slots = new Uint32Array(2 * Math.ceil((old.length / 2) * growth));
    for (let from = 0; from < old.length; from += 2) {
      const [held, low] = [old[from] as number, old[from + 1] as number];
      if (countIn(held) === 0) continue;
      const to = placeOf(held >>> 8, low);
      slots[to] = held;
      slots[to + 1] = low;
    }
    // Freed now: the collector would let several such generations pile up.
    old.buffer.transfer(0);
  };

  return {
    count(high, low) {
      if (used >= (slots.length / 2) * fullest) grow();
      const at = placeOf(high, low);
      const before = countIn(slots[at] as number);
      if (before === mostInSlot) {
        const key = high * 2 ** 32 + low;
        const now = (many.get(key) ?? mostInSlot) + 1;
        many.set(key, now);
        return now;
      }
      if (before === 0) used++;
      slots[at] = high * 256 + before + 1;
      slots[at + 1] = low;
      return before + 1;
    },
  };
}

function countIn(held: number): number {
  return held & 0xff;
}
