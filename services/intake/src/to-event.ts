import { randomUUID } from 'node:crypto';
import type { AnswerContent, FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { answerId } from '@kuulolla/contracts/source';
import { redact } from '@kuulolla/privacy/redact';
import { keyedHash } from './keyed-hash.ts';
import { screenedId, screenedName } from './screened-id.ts';
import type { Submission, SubmittedContent } from './submission.ts';

export interface Receipt {
  /** Secret of the fingerprints; the same for all instances of intake, for as long as the store lives. */
  readonly key: Buffer;
  /** Epoch ms. */
  readonly receivedAt: number;
  /** Revision of a correction without one of its own: the time of receipt, rising with each call. */
  readonly nextRevision: () => number;
  readonly traceparent?: string;
}

/** The event of a submission: fingerprint first, then redaction, so that nothing personal leaves this function. */
export function toEvent(submission: Submission, receipt: Receipt): FeedbackEvent {
  const { kind, source, ownId } = submission;
  const envelope = {
    id: randomUUID(),
    source,
    subject: answerId(source, screenedId(receipt.key, ownId)),
    ...(receipt.traceparent === undefined ? {} : { traceparent: receipt.traceparent }),
  };
  const { alias } = submission;
  const stamp = {
    revision: revisionOf(submission) ?? receipt.nextRevision(),
    receivedAt: receipt.receivedAt,
    ...(alias === undefined ? {} : { alias }),
    fingerprint: fingerprintOf(receipt.key, submission),
  };
  if (kind === 'withdrawn') return { ...envelope, type: 'feedback.withdrawn', data: stamp };
  return {
    ...envelope,
    type: kind === 'given' ? 'feedback.given' : 'feedback.amended',
    data: { ...stamp, ...withoutIdentifiers(receipt.key, submission.content) },
  };
}

/** The revision a submission comes with; null where it takes its time of receipt. */
export function revisionOf({ kind, revision }: Submission): number | null {
  return revision ?? (kind === 'given' ? 0 : null);
}

/** The fingerprint of a submission's event. All withdrawals have the same. */
export function fingerprintOf(key: Buffer, submission: Submission): string {
  if (submission.kind === 'withdrawn') return keyedHash(key, 'withdrawn', '');
  return contentFingerprint(key, submission.content, submission.answeredAtIsReceipt);
}

/**
 * Keyed hash of the normalised input: equal for equal content, whatever the order of its fields. A time of answering that
 * is only the time of receipt is no part of it, so that the same answer sent again a second later is the same.
 */
export function contentFingerprint(
  key: Buffer,
  content: SubmittedContent,
  answeredAtIsReceipt: boolean = false,
): string {
  const { unit, questionnaire, nps, comment, language, channel, respondent, ageBand } = content;
  const answeredAt = answeredAtIsReceipt ? null : content.answeredAt;
  const statements = Object.entries(content.statements).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = [
    unit,
    questionnaire,
    nps,
    statements,
    comment,
    answeredAt,
    language,
    channel,
    respondent,
    ageBand,
  ];
  return keyedHash(key, 'content', JSON.stringify(fields));
}

function withoutIdentifiers(key: Buffer, content: SubmittedContent): AnswerContent {
  const { comment, questionnaire, ...rest } = content;
  const redacted = comment === null || comment.trim() === '' ? null : redact(comment);
  return {
    ...rest,
    questionnaire: questionnaire === null ? null : screenedName(key, questionnaire),
    comment: redacted && { text: redacted.text, language: content.language, redacted: redacted.kinds },
  };
}
