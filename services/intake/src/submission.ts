import type { AnswerContent } from '@kuulolla/contracts/feedback-event';
import type { Source } from '@kuulolla/contracts/source';

/** An answer's content as a door read and normalised it: the comment still as it was written. */
export interface SubmittedContent extends Omit<AnswerContent, 'comment'> {
  readonly comment: string | null;
}

interface SubmittedName {
  readonly source: Source;
  readonly ownId: string;
  readonly alias?: string;
  readonly revision: number | null;
}

/**
 * What a caller asks for, in the same words for every door. `ownId` is the source's own id before screening. `revision`
 * is the source's own, or null: then a giving is revision 0 and a correction takes its time of receipt. `alias` is the
 * other id the answer is known under, screened already.
 */
export type Submission =
  | (SubmittedName & {
      readonly kind: 'given' | 'amended';
      readonly content: SubmittedContent;
      /** The source does not say when the resident answered, so `answeredAt` is the time of receipt: sent again, it differs. */
      readonly answeredAtIsReceipt?: true;
    })
  | (SubmittedName & { readonly kind: 'withdrawn' });
