/** Shares: slots in use at most, and how many there are after growing. Small steps, since a million rows fill megabytes. */
const [fullest, growth] = [0.8, 1.25];

/**
 * Counts how often each text came by, known by the first 64 bits of its hash: 12 bytes a slot in place of an object an
 * entry, 15 to 19 MB for a million. Two texts of one such hash (once in 37 million files of a million rows) would be
 * counted together, which leaves their ids distinct still, as an id holds the whole hash.
 */
export function createOccurrenceCount(): (hash: string) => number {
  let size = 1 << 12;
  let used = 0;
  let high = new Uint32Array(size);
  let low = new Uint32Array(size);
  let counts = new Uint32Array(size);

  const slotOf = (top: number, bottom: number): number => {
    let slot = Math.floor((bottom / 2 ** 32) * size);
    while (counts[slot] !== 0 && (high[slot] !== top || low[slot] !== bottom))
      slot = slot + 1 === size ? 0 : slot + 1;
    return slot;
  };

  const grow = (): void => {
    const [oldHigh, oldLow, oldCounts] = [high, low, counts];
    size = Math.ceil(size * growth);
    high = new Uint32Array(size);
    low = new Uint32Array(size);
    counts = new Uint32Array(size);
    for (let at = 0; at < oldCounts.length; at++) {
      if (oldCounts[at] === 0) continue;
      const slot = slotOf(oldHigh[at] as number, oldLow[at] as number);
      high[slot] = oldHigh[at] as number;
      low[slot] = oldLow[at] as number;
      counts[slot] = oldCounts[at] as number;
    }
    // Freed now: they are megabytes, and the collector would let several such generations pile up.
    for (const { buffer } of [oldHigh, oldLow, oldCounts]) buffer.transfer(0);
  };

  /** Counts one more of this hash (16 hex characters or more) and gives how many there are now, from 1. */
  return (hash) => {
    if (used >= size * fullest) grow();
    const top = Number.parseInt(hash.slice(0, 8), 16);
    const bottom = Number.parseInt(hash.slice(8, 16), 16);
    const slot = slotOf(top, bottom);
    if (counts[slot] === 0) {
      used++;
      high[slot] = top;
      low[slot] = bottom;
    }
    counts[slot] = (counts[slot] as number) + 1;
    return counts[slot] as number;
  };
}
