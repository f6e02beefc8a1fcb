/** What an answer says, as far as it is compared. */
export interface Content {
  readonly unit: number;
  readonly nps: number | null;
  /** Helsinki day; null where intake decides it by the time of receipt. */
  readonly day: string | null;
}

/**
 * One thing a client asked for about one answer, and what it knows became of it. `revision` is the source's own; null
 * where intake numbers it by the time of receipt, and then the next operation on that answer waits for the end of this.
 */
export interface Operation {
  /** `units:4711` */
  readonly subject: string;
  readonly revision: number | null;
  /** Null for a withdrawal. */
  readonly content: Content | null;
  state: 'unsent' | 'maybe' | 'acknowledged' | 'refused';
  /** An attempt went without a clear answer: it may arrive any time later, also when another was acknowledged. */
  mayLinger: boolean;
}

export function operation(subject: string, revision: number | null, content: Content | null): Operation {
  return { subject, revision, content, state: 'unsent', mayLinger: false };
}
