/** Random numbers that a seed repeats (mulberry32): a schedule that failed can be run again. */
export interface SeededRandom {
  /** An integer from 0 to below `bound`. */
  below(bound: number): number;
  /** True in `share` of the cases. */
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (share) => next() < share,
    pick: (choices) => choices[below(choices.length)] as never,
  };
}
