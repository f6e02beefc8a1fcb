import type { Source } from '@kuulolla/contracts/source';

/** Answers of the last 365 days: the sector's figures of 2024. */
export const answersOfTheYear: Readonly<Record<Source, number>> = {
  units: 111_388,
  helfi: 3_865,
  maisa: 4_982,
};
/** Answers of the 365 days before: about 90,000 at the units in 2023; the others in proportion. */
export const answersOfTheYearBefore: Readonly<Record<Source, number>> = {
  units: 90_000,
  helfi: 3_123,
  maisa: 4_025,
};

/** Share of answers with a score: the hel.fi channel brings mostly words. */
export const scoredShare: Readonly<Record<Source, number>> = { units: 0.985, maisa: 0.95, helfi: 0.24 };
/** Share of answers with words. */
export const wordyShare: Readonly<Record<Source, number>> = { units: 0.2, maisa: 0.34, helfi: 1 };
/** Who looks for a form on the city's site is less content than who is asked at the door. On the scale −1…+1. */
export const sourceShift: Readonly<Record<Source, number>> = { units: 0, maisa: -0.05, helfi: -0.75 };
