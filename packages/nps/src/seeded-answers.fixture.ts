import type { Counts } from './score.ts';

/** Chances of a promoter and of a detractor among the answers drawn; the rest are passives. */
export interface Shape {
  readonly promoter: number;
  readonly detractor: number;
}

/** Answers drawn by chance for tests, the same at every run for a seed (mulberry32). */
export function seededAnswers(seed: number) {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const answers = (n: number, { promoter, detractor }: Shape): Counts => {
    let promoters = 0;
    let detractors = 0;
    for (let index = 0; index < n; index += 1) {
      const at = uniform();
      if (at < promoter) promoters += 1;
      else if (at < promoter + detractor) detractors += 1;
    }
    return { promoters, passives: n - promoters - detractors, detractors };
  };
  /** A Poisson number of answers with this mean (Knuth's method; means up to some 100). */
  const arrivals = (mean: number): number => {
    const stop = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > stop; product *= uniform()) count += 1;
    return count;
  };
  return { uniform, answers, arrivals };
}
