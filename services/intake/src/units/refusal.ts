/** Why one answer was refused. Stable: senders decide by the code what to do. */
export type RefusalCode =
  | 'not-an-object'
  | 'unknown-field'
  | 'missing-field'
  | 'bad-id'
  | 'id-differs'
  | 'bad-unit'
  | 'bad-time'
  | 'too-old'
  | 'in-the-future'
  | 'bad-score'
  | 'bad-statement'
  | 'bad-comment'
  | 'comment-too-long'
  | 'bad-questionnaire'
  | 'unknown-value'
  | 'bad-age-band'
  | 'bad-revision';

/** One refused answer: the field at fault, and a sentence that says what to do and repeats nothing that was sent. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly field: string | null;
  readonly message: string;
}
