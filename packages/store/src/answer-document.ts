import type { AnswerContent } from '@kuulolla/contracts/feedback-event';
import type { Source } from '@kuulolla/contracts/source';

/** What is kept of an answer whatever happened to it. */
interface AnswerBase {
  /** The answer's id, `helfi:4711`. */
  readonly id: string;
  readonly source: Source;
  /** The highest revision seen. */
  readonly revision: number;
  /** Fingerprints of all that was applied, the current one last. At most 100: the oldest are forgotten first. */
  readonly fingerprints: readonly string[];
  readonly partition: number;
  /** When intake received the event that made this revision, epoch ms. */
  readonly receivedAt: number;
  /** Another id, screened, under which the source knows this answer. The first that was told. */
  readonly alias?: string;
}

/** An answer that counts. */
export interface GivenAnswer extends AnswerBase {
  readonly state: 'given';
  /** Helsinki day of `content.answeredAt`. */
  readonly day: string;
  readonly content: AnswerContent;
}

/** A tombstone: the answer was taken back, and its words are gone. Its names stay, or it could be given again as another. */
export interface WithdrawnAnswer extends AnswerBase {
  readonly state: 'withdrawn';
}

export type AnswerDocument = GivenAnswer | WithdrawnAnswer;
