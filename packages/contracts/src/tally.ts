import { z } from 'zod';

/** How many answers of one unit and day were promoters (9–10), passives (7–8), detractors (0–6) or without a score. */
export interface TallyCounts {
  promoters: number;
  passives: number;
  detractors: number;
  unscored: number;
}

/**
 * The answers of one partition, unit and Helsinki day. One recorder owns a partition, so recorders never contend for a
 * busy unit; readers add the parts. Roll up by adding counts, never by averaging scores.
 */
export interface TallyDocument extends TallyCounts {
  readonly partition: number;
  readonly unit: number;
  /** Helsinki day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Rises by at least one with each change of this document. */
  readonly version: number;
  /** The same counts by `source|language|respondent`: [promoters, passives, detractors, unscored]. */
  readonly cells: Readonly<Record<string, readonly [number, number, number, number]>>;
}

/** A change to one cell, to be added; negative where an answer is amended or withdrawn. */
export interface TallyDelta extends TallyCounts {
  readonly unit: number;
  readonly day: string;
  /** `source|language|respondent`; an unknown language is `-`. */
  readonly cell: string;
}

export const tallyCellSchema = z.string().regex(/^(units|maisa|helfi)\|[a-z-]+\|(self|relative)$/);
