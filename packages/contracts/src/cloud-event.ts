import { type FeedbackEvent, feedbackEventSchema } from './feedback-event.ts';

/** A message as any event log carries it: CloudEvents 1.0 in binary mode. */
export interface EncodedEvent {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** Why a message could not be read as an event; `field` is the path of the first offender. */
export interface NotUnderstood {
  readonly ok: false;
  readonly code: 'not-json' | 'not-an-event' | 'wrong-type' | 'invalid-event';
  readonly field: string | null;
}
export type DecodedEvent = { readonly ok: true; readonly event: FeedbackEvent } | NotUnderstood;

/** Of a message that was kept aside and sent in again: when that was. */
export const retriedHeader = 'ce_retriedtime';

const specversion = '1.0';
const sourcePrefix = '/kuulolla/';

/** The CloudEvent of an event: headers `ce_*` and a JSON value. The key keeps all of one answer in order. */
export function encodeEvent(event: FeedbackEvent): EncodedEvent {
  const headers: Record<string, string> = {
    ce_specversion: specversion,
    ce_id: event.id,
    ce_source: sourcePrefix + event.source,
    ce_type: event.type,
    ce_subject: event.subject,
    ce_time: new Date(event.data.receivedAt).toISOString(),
    'content-type': 'application/json',
  };
  if (event.traceparent !== undefined) headers.traceparent = event.traceparent;
  return { key: event.subject, headers, value: Buffer.from(JSON.stringify(event.data)) };
}

/** Reads a message back. Never throws: a message nobody understands is an answer too. */
export function decodeEvent(message: EncodedEvent): DecodedEvent {
  const { headers } = message;
  if (headers.ce_specversion !== specversion || !headers.ce_source?.startsWith(sourcePrefix)) {
    return { ok: false, code: 'not-an-event', field: 'ce_source' };
  }
  let data: unknown;
  try {
    data = JSON.parse(message.value.toString('utf8'));
  } catch {
    return { ok: false, code: 'not-json', field: null };
  }
  const candidate = {
    id: headers.ce_id,
    source: headers.ce_source.slice(sourcePrefix.length),
    type: headers.ce_type,
    subject: headers.ce_subject,
    ...(headers.traceparent === undefined ? {} : { traceparent: headers.traceparent }),
    data,
  };
  const parsed = feedbackEventSchema.safeParse(candidate);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') || null;
    return { ok: false, code: path === 'type' ? 'wrong-type' : 'invalid-event', field: path };
  }
  if (message.key !== parsed.data.subject) return { ok: false, code: 'not-an-event', field: 'key' };
  if (!parsed.data.subject.startsWith(`${parsed.data.source}:`)) {
    return { ok: false, code: 'invalid-event', field: 'subject' };
  }
  return { ok: true, event: parsed.data };
}
