/** How many answers of one unit and day were promoters (9–10), passives (7–8), detractors (0–6) or without a score. */
export interface TallyCounts {
  promoters: number;
  passives: number;
  detractors: number;
  unscored: number;
}

/** The last message that moved a tally, and the trace it belongs to. */
export interface TallyOrigin {
  /**
   * Epoch ms: when intake received it, or when the log took it where that was earlier by their clocks, or where it was sent
   * in again after it had been kept aside.
   */
  readonly acknowledgedAt: number;
  /** W3C Trace Context. */
  readonly traceparent?: string;
}

/**
 * The answers of one partition, unit and Helsinki day. One recorder owns a partition, so recorders do not contend for a
 * busy unit, save over an answer that was counted in a partition of another topic; readers add the parts. Roll up by
 * adding counts, never by averaging scores. Its counts are the sums of its cells: a store keeps only the cells, so that
 * the two cannot disagree.
 */
export interface TallyDocument extends TallyCounts {
  readonly partition: number;
  readonly unit: number;
  /** Helsinki day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Rises by at least one with each change of this document. */
  readonly version: number;
  /** The counts by `source|language|respondent`: [promoters, passives, detractors, unscored]. */
  readonly cells: Readonly<Record<string, readonly [number, number, number, number]>>;
  /** Unknown where the last change was a rebuild. */
  readonly latest?: TallyOrigin;
}

/** The answers of one unit and Helsinki day, all partitions together. */
export interface UnitDayTally extends TallyCounts {
  readonly unit: number;
  readonly day: string;
}

/** A change to one cell, to be added; negative where an answer is amended or withdrawn. */
export interface TallyDelta extends TallyCounts {
  readonly unit: number;
  readonly day: string;
  /** `source|language|respondent`; an unknown language is `-`. */
  readonly cell: string;
  readonly origin?: TallyOrigin;
}
