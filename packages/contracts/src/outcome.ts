/** Why the recorder keeps an event aside instead of counting it. Closed: a new reason is added here first. */
export const rejectionReasons = ['not-understood', 'unknown-unit', 'id-reused'] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/**
 * What recording an event came to. Exactly one outcome a message, so that their counts add up to the messages read.
 * `recorded` and `without-score` make a new answer, `amended` changes one, `withdrawn` takes one back or keeps it
 * from ever counting, `duplicate` and `superseded` change nothing.
 */
export const outcomes = [
  'recorded',
  'without-score',
  'duplicate',
  'superseded',
  'amended',
  'withdrawn',
  'rejected:not-understood',
  'rejected:unknown-unit',
  'rejected:id-reused',
] as const;
export type Outcome = (typeof outcomes)[number];
