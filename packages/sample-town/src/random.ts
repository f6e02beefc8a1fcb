/** Numbers that look drawn by lot and are the same each time: every source of chance in the town is one of these. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number, 0 ≤ n < `bound`. */
  below(bound: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Standard normal. */
  normal(): number;
}

/** The finaliser of MurmurHash3 (Appleby, public domain): every bit of the input moves every bit of the output. */
function mixed(bits: number): number {
  let value = bits | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** 32 bits of a list of whole numbers, the same for the same list. */
export function hashOf(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) hash = mixed(hash ^ mixed(number)) + 0x9e3779b9;
  return mixed(hash);
}

/** Chance that begins anew from a list of whole numbers: the seed first, then what is drawn for. */
export function createRandom(...numbers: readonly number[]): Random {
  let state = hashOf(...numbers);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    return mixed(state) / 4_294_967_296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    // Box–Muller, one of the pair; 1 − x keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Running sums of weights, to draw from with `drawIndex`. */
export function runningSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += weights[index] as number;
    sums[index] = sum;
  }
  return sums;
}

/** An index drawn by weight. The last sum must be above 0. */
export function drawIndex(sums: Float64Array, random: Random): number {
  const wanted = random.next() * (sums[sums.length - 1] as number);
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Draws from a table of values and their weights. */
export function weighted<T>(rows: readonly (readonly [value: T, weight: number])[]): (random: Random) => T {
  const sums = runningSums(rows.map(([, weight]) => weight));
  return (random) => (rows[drawIndex(sums, random)] as readonly [T, number])[0];
}
