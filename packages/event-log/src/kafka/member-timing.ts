/** The times of a consumer in its group, ms. What a killed or stuck one costs the others follows from them. */
export const memberTiming = {
  /** A killed member's partitions go to others after this, a look of theirs at the group, and a fetch. */
  sessionMs: 8_000,
  /** A member with a batch in hand may take this long to join again; then it is taken for dead. */
  rebalanceMs: 8_000,
  heartbeatMs: 2_000,
  requestMs: 5_000,
  /** Offsets are hints, for the group and for lag: told this often, and when anything ends. */
  commitMs: 1_000,
  /** How often positions and the topic's id are compared with the broker's. */
  checkMs: 10_000,
  /** A client that neither fetches nor beats for so long is taken for stuck. */
  silenceMs: 12_000,
  /** Leaving takes no longer; the group notices by the session then. */
  partingMs: 5_000,
} as const;
