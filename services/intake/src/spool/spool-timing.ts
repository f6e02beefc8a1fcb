/** The spool's patience, all in ms. */
export interface SpoolTiming {
  /** How long the log may take to answer a door before its events go to disk. */
  readonly answerMs: number;
  /** How long the log may take to answer a delivery. */
  readonly deliveryMs: number;
  /** How long newcomers wait for the last delivery before they go to disk behind it. */
  readonly holdMs: number;
  /** The pause before another try, doubled each time up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** A caller has its answer within 2 s, from the log or from the disk. */
export const defaultTiming: SpoolTiming = {
  answerMs: 1_500,
  deliveryMs: 10_000,
  holdMs: 250,
  firstPauseMs: 100,
  longestPauseMs: 2_000,
};
