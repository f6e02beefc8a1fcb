import type { ContentfulEvent, FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { Outcome } from '@kuulolla/contracts/outcome';
import type { AnswerDocument, GivenAnswer } from '@kuulolla/store/answer-document';

export interface DecideContext {
  readonly partition: number;
  readonly knowsUnit: (unit: number) => boolean;
  /** Helsinki day of an instant. */
  readonly dayOf: (instant: number) => string;
}

/** What an event comes to: an outcome, and the answer's new document where it changes. */
export interface Decision {
  readonly outcome: Outcome;
  readonly document?: AnswerDocument;
}

/** Fingerprints kept of one answer. An answer corrected more often than this is a device gone wrong. */
const fingerprintsKept = 100;

/**
 * Decides one event by the answer's highest revision and its fingerprints. The highest revision wins whatever the order
 * of arrival, so a correction may overtake its original. Content equal to the current is a duplicate at any revision;
 * content of an older revision that comes again with a higher one is a change back, and counts. At one and the same
 * revision a withdrawal beats a giving, and other content is `id-reused`.
 */
export function decide(
  known: AnswerDocument | undefined,
  event: FeedbackEvent,
  context: DecideContext,
): Decision {
  if (!known) return apply(undefined, event, context);
  const { revision, receivedAt, fingerprint } = event.data;
  const document: AnswerDocument = { ...known, ...aliasOf(known, event) };
  const renamed = document.alias === known.alias ? {} : { document };
  if (fingerprint === known.fingerprints.at(-1)) {
    return revision > known.revision
      ? { outcome: 'duplicate', document: { ...document, revision, receivedAt } }
      : { outcome: 'duplicate', ...renamed };
  }
  const withdrawnNow = event.type === 'feedback.withdrawn';
  if (revision > known.revision || (revision === known.revision && withdrawnNow)) {
    return { ...renamed, ...apply(known, event, context) };
  }
  if (known.fingerprints.includes(fingerprint)) return { outcome: 'duplicate', ...renamed };
  if (revision < known.revision || known.state === 'withdrawn') return { outcome: 'superseded', ...renamed };
  return { outcome: 'rejected:id-reused', ...renamed };
}

/** The first alias that was told of an answer stays, whatever becomes of the answer and of the event that told it. */
function aliasOf(known: AnswerDocument | undefined, { data }: FeedbackEvent): Pick<AnswerDocument, 'alias'> {
  const alias = known?.alias ?? data.alias;
  return alias === undefined ? {} : { alias };
}

function apply(known: AnswerDocument | undefined, event: FeedbackEvent, context: DecideContext): Decision {
  const base = {
    id: event.subject,
    source: event.source,
    revision: event.data.revision,
    fingerprints: [...(known?.fingerprints ?? []), event.data.fingerprint].slice(-fingerprintsKept),
    partition: context.partition,
    receivedAt: event.data.receivedAt,
    ...aliasOf(known, event),
  };
  if (event.type === 'feedback.withdrawn') {
    return { outcome: 'withdrawn', document: { ...base, state: 'withdrawn' } };
  }
  if (!context.knowsUnit(event.data.unit)) return { outcome: 'rejected:unknown-unit' };
  const document: GivenAnswer = {
    ...base,
    state: 'given',
    day: context.dayOf(event.data.answeredAt),
    content: contentOf(event),
  };
  if (known) return { outcome: 'amended', document };
  return { outcome: document.content.nps === null ? 'without-score' : 'recorded', document };
}

function contentOf({ data }: ContentfulEvent): GivenAnswer['content'] {
  const {
    revision: _revision,
    fingerprint: _fingerprint,
    receivedAt: _receivedAt,
    alias: _alias,
    ...content
  } = data;
  return content;
}
