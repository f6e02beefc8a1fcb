import type { RejectionReason } from '@kuulolla/contracts/outcome';
import type { Source } from '@kuulolla/contracts/source';

/** A message that was not counted, kept for people to look at and to try again. */
export interface RejectedDocument {
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: RejectionReason;
  /** The field that stood in the way, or null. */
  readonly field: string | null;
  /** Null where the message could not be read as far as that. */
  readonly source: Source | null;
  readonly subject: string | null;
  readonly unit: number | null;
  readonly rejectedAt: number;
  /** The event as it may be appended again; null where it was not understood or its words were erased. */
  readonly event: { readonly headers: Readonly<Record<string, string>>; readonly value: string } | null;
  /** When `rejected retry` appended it again, epoch ms. */
  readonly retriedAt: number | null;
}
