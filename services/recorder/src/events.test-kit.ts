import type { ContentfulEvent, FeedbackEvent } from '@kuulolla/contracts/feedback-event';

/** Events for tests: an answer to unit 1 on 20 November 2026, changed as asked. */
export function givenEvent(
  change: Partial<ContentfulEvent['data']> = {},
  subject = 'units:a',
): ContentfulEvent {
  const answeredAt = Date.UTC(2026, 10, 20, 9, 31);
  return {
    id: `event-${subject}-${change.revision ?? 0}-${change.nps ?? 9}`,
    source: 'units',
    type: 'feedback.given',
    subject,
    data: {
      revision: 0,
      fingerprint: fingerprintOf(`${change.unit ?? 1}|${change.nps === undefined ? 9 : change.nps}`),
      receivedAt: answeredAt + 1_000,
      unit: 1,
      questionnaire: 'visit-2026',
      nps: 9,
      statements: {},
      comment: null,
      answeredAt,
      language: 'fi',
      channel: 'touchscreen',
      respondent: 'self',
      ageBand: null,
      ...change,
    },
  };
}

export function amendedEvent(change: Partial<ContentfulEvent['data']>, subject = 'units:a'): FeedbackEvent {
  return { ...givenEvent(change, subject), type: 'feedback.amended' };
}

export function withdrawnEvent(revision: number, subject = 'units:a', alias?: string): FeedbackEvent {
  const { id, source } = givenEvent({}, subject);
  const data = {
    revision,
    fingerprint: fingerprintOf('withdrawn'),
    receivedAt: Date.UTC(2026, 10, 21),
    ...(alias === undefined ? {} : { alias }),
  };
  return { id: `${id}-w`, source, subject, type: 'feedback.withdrawn', data };
}

/** A stand-in for the keyed hash: any text as 32 hex digits, different for different texts of up to 16 bytes. */
export function fingerprintOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(32, '0').slice(0, 32);
}
