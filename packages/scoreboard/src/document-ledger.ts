import type { TallyCounts } from '@kuulolla/contracts/tally';

/**
 * What each tally document of a day said last, so that its next version adds only the difference. Typed arrays with open
 * addressing: 18 bytes a slot, and 30 where a number asks for it; a Map of objects would take hundreds.
 */
export interface DocumentLedger {
  /**
   * Takes a document's counts; returns what changed since its last version, or null where `version` is not above the
   * last one seen. `unit` is the caller's own small whole number.
   */
  replace(unit: number, partition: number, version: number, counts: TallyCounts): TallyCounts | null;
  readonly size: number;
}

const PARTITION_LIMIT = 65_536;
const FULLEST = 0.75;
/** Small steps: doubling would leave up to five eighths of the slots empty. */
const GROWTH = 1.25;
/** Beyond these the numbers are kept in wider arrays: a unit hardly ever has so many answers of a class in a day. */
const [NARROW_VERSION, NARROW_COUNT] = [0xffff_ffff, 0x7fff];

interface Slots {
  /** Unit plus one; 0 is a free slot. */
  readonly units: Uint32Array;
  readonly partitions: Uint16Array;
  readonly versions: Uint32Array | Float64Array;
  readonly counts: Int16Array | Int32Array;
}

export function createDocumentLedger(): DocumentLedger {
  let slots = emptySlots(64, false);
  let size = 0;

  return {
    replace(unit, partition, version, counts) {
      if (!(partition < PARTITION_LIMIT)) {
        throw new RangeError(`A tally of partition ${partition} is beyond what can be kept.`);
      }
      slots = wideEnough(slots, version, counts);
      let slot = find(slots, unit + 1, partition);
      if (slots.units[slot] === 0) {
        if (size + 1 > slots.units.length * FULLEST) {
          slots = grown(slots);
          slot = find(slots, unit + 1, partition);
        }
        size += 1;
        slots.units[slot] = unit + 1;
        slots.partitions[slot] = partition;
      } else if (version <= (slots.versions[slot] as number)) return null;
      slots.versions[slot] = version;
      return exchange(slots.counts, slot * 4, counts);
    },
    get size() {
      return size;
    },
  };
}

function emptySlots(length: number, wide: boolean): Slots {
  return {
    units: new Uint32Array(length),
    partitions: new Uint16Array(length),
    versions: wide ? new Float64Array(length) : new Uint32Array(length),
    counts: wide ? new Int32Array(length * 4) : new Int16Array(length * 4),
  };
}

function isWide({ versions }: Slots): boolean {
  return versions instanceof Float64Array;
}

/** The slots, with wider arrays where these numbers do not fit. */
function wideEnough(slots: Slots, version: number, counts: TallyCounts): Slots {
  const { promoters, passives, detractors, unscored } = counts;
  const isFitting =
    version <= NARROW_VERSION && Math.max(promoters, passives, detractors, unscored) <= NARROW_COUNT;
  if (isFitting || isWide(slots)) return slots;
  return { ...slots, versions: Float64Array.from(slots.versions), counts: Int32Array.from(slots.counts) };
}

/** The slot that holds the key, or the free one where it belongs. */
function find({ units, partitions }: Slots, unit: number, partition: number): number {
  let hash = Math.imul(unit, 0x9e3779b1) ^ Math.imul(partition, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const { length } = units;
  let slot = Math.floor((((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32) * length);
  while (units[slot] !== 0 && (units[slot] !== unit || partitions[slot] !== partition)) {
    slot = slot + 1 === length ? 0 : slot + 1;
  }
  return slot;
}

function grown(old: Slots): Slots {
  const slots = emptySlots(Math.ceil(old.units.length * GROWTH), isWide(old));
  for (let from = 0; from < old.units.length; from += 1) {
    const unit = old.units[from] as number;
    if (unit === 0) continue;
    const to = find(slots, unit, old.partitions[from] as number);
    slots.units[to] = unit;
    slots.partitions[to] = old.partitions[from] as number;
    slots.versions[to] = old.versions[from] as number;
    slots.counts.set(old.counts.subarray(from * 4, from * 4 + 4), to * 4);
  }
  return slots;
}

function exchange(kept: Slots['counts'], at: number, counts: TallyCounts): TallyCounts {
  const delta = {
    promoters: counts.promoters - (kept[at] as number),
    passives: counts.passives - (kept[at + 1] as number),
    detractors: counts.detractors - (kept[at + 2] as number),
    unscored: counts.unscored - (kept[at + 3] as number),
  };
  kept[at] = counts.promoters;
  kept[at + 1] = counts.passives;
  kept[at + 2] = counts.detractors;
  kept[at + 3] = counts.unscored;
  return delta;
}
