import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent, type EncodedEvent, encodeEvent } from './cloud-event.ts';
import {
  channels,
  type FeedbackEvent,
  feedbackEventSchema,
  identifierKinds,
  languages,
  respondents,
} from './feedback-event.ts';
import { answerId, sources } from './source.ts';

const instant = fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength: maxLength / 8 });
const stamp = {
  revision: fc.nat(),
  fingerprint: fc.stringMatching(/^[0-9a-f]{32}$/),
  receivedAt: instant,
};
const content = {
  unit: fc.integer({ min: 1, max: 9_999_999_999 }),
  questionnaire: orNull(text(200)),
  nps: orNull(fc.integer({ min: 0, max: 10 })),
  statements: fc.dictionary(
    fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,20}$/),
    orNull(fc.integer({ min: 1, max: 5 })),
    { noNullPrototype: true },
  ),
  comment: orNull(
    fc.record({
      text: text(2_000),
      language: orNull(fc.constantFrom(...languages)),
      redacted: fc.array(fc.constantFrom(...identifierKinds), { maxLength: 4 }),
    }),
  ),
  answeredAt: instant,
  language: orNull(fc.constantFrom(...languages)),
  channel: orNull(fc.constantFrom(...channels)),
  respondent: fc.constantFrom(...respondents),
  ageBand: orNull(fc.constantFrom('7-12', '13-17', '30-44', '75+')),
};
const envelope = fc
  .record(
    {
      id: fc.uuid(),
      source: fc.constantFrom(...sources),
      ownId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      traceparent: fc.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    },
    { requiredKeys: ['id', 'source', 'ownId'] },
  )
  .map(({ ownId, ...rest }) => ({ ...rest, subject: answerId(rest.source, ownId) }));

const feedbackEvent: fc.Arbitrary<FeedbackEvent> = fc
  .tuple(
    envelope,
    fc.oneof(
      fc.record({
        type: fc.constantFrom('feedback.given' as const, 'feedback.amended' as const),
        data: fc.record({ ...stamp, ...content }),
      }),
      fc.record({ type: fc.constant('feedback.withdrawn' as const), data: fc.record(stamp) }),
    ),
  )
  .map(([head, rest]) => ({ ...head, ...rest }) as FeedbackEvent);

const given: FeedbackEvent = {
  id: '0b2f7a3e-6f0e-4c7e-9f53-0f4c3c1c8d11',
  source: 'units',
  type: 'feedback.given',
  subject: 'units:kiosk-7-000123',
  data: {
    revision: 0,
    fingerprint: '0123456789abcdef0123456789abcdef',
    receivedAt: Date.UTC(2026, 10, 20, 7, 31, 4),
    unit: 4711,
    questionnaire: 'visit-2026',
    nps: 9,
    statements: { access: 5, encounter: null },
    comment: { text: 'Kiitos avusta!', language: 'fi', redacted: [] },
    answeredAt: Date.UTC(2026, 10, 20, 7, 31),
    language: 'fi',
    channel: 'touchscreen',
    respondent: 'self',
    ageBand: '30-44',
  },
};

/** The message of `given` with some of it replaced; a header of `null` is left out. */
function spoiled(change: {
  key?: string;
  headers?: Record<string, string | null>;
  value?: string | Buffer;
  data?: Record<string, unknown>;
}): EncodedEvent {
  const encoded = encodeEvent(given);
  const headers = Object.entries({ ...encoded.headers, ...change.headers }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const data = change.data && JSON.stringify({ ...given.data, ...change.data });
  return {
    key: change.key ?? encoded.key,
    headers: Object.fromEntries(headers),
    value: Buffer.from(change.value ?? data ?? encoded.value),
  };
}

describe('an event on the log', () => {
  it('comes back as it was sent, whatever is in it', () => {
    fc.assert(
      fc.property(feedbackEvent, (event) => {
        // The generator keeps to the schema, or this would test nothing.
        expect(feedbackEventSchema.safeParse(event).success).toBe(true);
        expect(decodeEvent(encodeEvent(event))).toEqual({ ok: true, event });
      }),
      { numRuns: 500 },
    );
  });

  it('is a CloudEvent in binary mode, keyed by the answer', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { key, headers, value } = encodeEvent({ ...given, traceparent });
    expect(key).toBe('units:kiosk-7-000123');
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: given.id,
      ce_source: '/kuulolla/units',
      ce_type: 'feedback.given',
      ce_subject: 'units:kiosk-7-000123',
      ce_time: '2026-11-20T07:31:04.000Z',
      'content-type': 'application/json',
      traceparent,
    });
    expect(JSON.parse(value.toString('utf8'))).toEqual(given.data);
  });

  it('carries no trace when there is none', () => {
    expect(Object.keys(encodeEvent(given).headers)).not.toContain('traceparent');
  });
});

describe('a message that is not understood', () => {
  it.each([
    ['without the version', { headers: { ce_specversion: null } }, 'not-an-event', 'ce_source'],
    ['of another version', { headers: { ce_specversion: '2.0' } }, 'not-an-event', 'ce_source'],
    ['without a source', { headers: { ce_source: null } }, 'not-an-event', 'ce_source'],
    ['of somebody else', { headers: { ce_source: '/elsewhere/units' } }, 'not-an-event', 'ce_source'],
    ['of an unknown door', { headers: { ce_source: '/kuulolla/fax' } }, 'invalid-event', 'source'],
    ['without an id', { headers: { ce_id: null } }, 'invalid-event', 'id'],
    ['of no type', { headers: { ce_type: null } }, 'wrong-type', 'type'],
    ['of an unknown type', { headers: { ce_type: 'feedback.praised' } }, 'wrong-type', 'type'],
    ['without a subject', { headers: { ce_subject: null } }, 'invalid-event', 'subject'],
    ['under another key', { key: 'units:other' }, 'not-an-event', 'key'],
    [
      'about another source’s answer',
      { key: 'helfi:1', headers: { ce_subject: 'helfi:1' } },
      'invalid-event',
      'subject',
    ],
    ['without a value', { value: '' }, 'not-json', null],
    ['cut short', { value: encodeEvent(given).value.subarray(0, 40) }, 'not-json', null],
    ['that is not JSON', { value: '<feedback/>' }, 'not-json', null],
    ['that is a JSON null', { value: 'null' }, 'invalid-event', 'data'],
    ['with a score of 11', { data: { nps: 11 } }, 'invalid-event', 'data.nps'],
    ['with a score in words', { data: { nps: '9' } }, 'invalid-event', 'data.nps'],
    ['with half a score', { data: { nps: 8.5 } }, 'invalid-event', 'data.nps'],
    ['without a unit', { data: { unit: undefined } }, 'invalid-event', 'data.unit'],
    ['with a broken fingerprint', { data: { fingerprint: 'xyz' } }, 'invalid-event', 'data.fingerprint'],
    [
      'with a statement of 6',
      { data: { statements: { access: 6 } } },
      'invalid-event',
      'data.statements.access',
    ],
    ['answered in 1970', { data: { answeredAt: 0 } }, 'invalid-event', 'data.answeredAt'],
  ])('%s is told by its code and field', (_, change, code, field) => {
    expect(decodeEvent(spoiled(change))).toEqual({ ok: false, code, field });
  });

  it('never throws and never passes as an event, whatever its bytes', () => {
    const anything = fc.record({
      key: fc.string({ unit: 'binary' }),
      headers: fc.oneof(
        fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
        fc.constant({ ...encodeEvent(given).headers }),
      ),
      value: fc.oneof(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.json().map((json) => Buffer.from(json)),
      ),
    });
    fc.assert(
      fc.property(anything, (message) => {
        expect(decodeEvent(message).ok).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not understood when any one byte of its value is cut off', () => {
    const encoded = encodeEvent(given);
    for (let length = 0; length < encoded.value.length; length += 1) {
      expect(decodeEvent({ ...encoded, value: encoded.value.subarray(0, length) }).ok).toBe(false);
    }
  });

  it('does not take what JSON calls a prototype for data', () => {
    const value = JSON.stringify(given.data).replace('"nps":9', '"__proto__":{"nps":9}');
    expect(decodeEvent(spoiled({ value }))).toEqual({ ok: false, code: 'invalid-event', field: 'data.nps' });
  });
});
