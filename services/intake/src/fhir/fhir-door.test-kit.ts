import { setTimeout as delay } from 'node:timers/promises';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { decodeEvent, type EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { answerContentSchema, type FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { type Directory, EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import { hashKey } from '../api-keys.ts';
import { defaultLimits, type IntakeDeps, type IntakeLimits } from '../intake-deps.ts';
import { createIntakeDesk } from '../intake-desk.ts';
import { createFhirRouter } from './fhir-router.ts';
import { loadMaisaMapping, type MaisaMapping } from './maisa-mapping.ts';

export const maisaKey = 'maisa-key-of-the-test';
export const unitsKey = 'units-key-of-the-test';
export const startedAt = Date.parse('2026-11-22T12:00:00Z');
export const base = '/fhir/R4/QuestionnaireResponse';
export const organisationOid = '1.2.246.10.32213086.10.7';

export const directory: Directory = {
  ...EMPTY_DIRECTORY,
  units: [
    {
      id: 4711,
      names: { fi: 'Asema', sv: 'Station', en: 'Station' },
      concept: null,
      provider: 'SELF_PRODUCED',
      memberships: [],
      oids: [organisationOid],
    },
  ],
};

/** A response that goes in as it is; fields of `more` replace those of the same name. */
export function good(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    resourceType: 'QuestionnaireResponse',
    identifier: { system: 'https://maisa.example/answers', value: 'A-1' },
    questionnaire: 'https://maisa.example/Questionnaire/visit|2.1',
    status: 'completed',
    authored: '2026-11-20T09:31:00+02:00',
    language: 'fi',
    author: { identifier: { value: '4711' } },
    item: [
      { linkId: 'nps', answer: [{ valueInteger: 9 }] },
      { linkId: 'comment', answer: [{ valueString: 'Kiitos hyvästä hoidosta.' }] },
    ],
    ...more,
  };
}

/** Maisa's door on loopback, with a log in memory and a recorder that is as late as a test wants it. */
export interface FhirDoorUnderTest {
  readonly url: string;
  readonly events: FeedbackEvent[];
  readonly logLines: string[];
  readonly documents: Map<string, AnswerDocument>;
  /** Epoch ms of intake's clock; rises by 1 ms a look. */
  now: number;
  logIsAway: boolean;
  storeIsAway: boolean;
  /** Milliseconds an append takes. */
  logDelay: number;
  /** Milliseconds from the log to the store; Infinity is a recorder that stands still. */
  recorderDelay: number;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly type?: string | null;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

export interface DoorOptions {
  readonly limits?: Partial<IntakeLimits>;
  readonly mapping?: MaisaMapping;
  /** Of another door: this one is the same service started again or, where that is open, another instance of it. */
  readonly documents?: Map<string, AnswerDocument>;
}

export async function openFhirDoor(options: DoorOptions = {}): Promise<FhirDoorUnderTest> {
  const events: FeedbackEvent[] = [];
  const logLines: string[] = [];
  const documents = options.documents ?? new Map<string, AnswerDocument>();
  const state = { now: startedAt, logIsAway: false, storeIsAway: false, logDelay: 0, recorderDelay: 0 };
  const record = (event: FeedbackEvent) =>
    documents.set(event.subject, recorded(documents.get(event.subject), event));
  const append = async (messages: readonly EncodedEvent[]) => {
    if (door.logIsAway) throw new Error('away');
    if (door.logDelay > 0) await delay(door.logDelay);
    for (const event of messages.map(understood)) {
      events.push(event);
      if (door.recorderDelay === 0) record(event);
      else if (door.recorderDelay < 60_000) setTimeout(record, door.recorderDelay, event);
    }
  };
  const logger = createLogger('intake', 'trace', { write: (line: string) => void logLines.push(line) });
  const deps: IntakeDeps = {
    desk: createIntakeDesk({ log: { append }, key: Buffer.alloc(32, 7), clock: () => door.now++ }),
    answers: {
      answer: async (id) => {
        if (door.storeIsAway) throw Object.assign(new Error('away'), { canRetry: true });
        return documents.get(id) ?? null;
      },
      answerByAlias: async (_source, alias) => {
        if (door.storeIsAway) throw Object.assign(new Error('away'), { canRetry: true });
        const named = [...documents.values()].filter((each) => each.alias === alias);
        return named.find(({ state }) => state === 'given') ?? named.at(-1) ?? null;
      },
      answersWhere: async () => [],
    },
    directory: () => directory,
    logger,
    keys: () => ({ units: [hashKey(unitsKey)], maisa: [hashKey(maisaKey)], helfi: [] }),
    limits: { ...defaultLimits, ...options.limits },
  };
  const router = createFhirRouter(deps, options.mapping ?? loadMaisaMapping());
  const server = createHttpServer(createHttpApp({ logger, routers: [router] }));
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  const door: FhirDoorUnderTest = Object.assign(state, {
    url,
    events,
    logLines,
    documents,
    send: (method: string, path: string, sent: SendOptions = {}) => sendTo(url, method, path, sent),
    close: () => closeServer(server, 100),
  });
  return door;
}

function understood(message: EncodedEvent): FeedbackEvent {
  const decoded = decodeEvent(message);
  if (!decoded.ok) throw new Error(`The recorder would not understand this event: ${decoded.field}.`);
  return decoded.event;
}

/** The recorder's rule in short: the highest revision holds, equal content is a duplicate, the first alias stays. */
function recorded(known: AnswerDocument | undefined, event: FeedbackEvent): AnswerDocument {
  const { revision, fingerprint, receivedAt } = event.data;
  const alias = known?.alias ?? event.data.alias;
  const named = alias === undefined ? {} : { alias };
  if (known && (revision <= known.revision || known.fingerprints.at(-1) === fingerprint)) {
    const isConfirmed = known.fingerprints.at(-1) === fingerprint && revision > known.revision;
    return { ...known, ...named, ...(isConfirmed ? { revision, receivedAt } : {}) };
  }
  const fingerprints = [...(known?.fingerprints ?? []), fingerprint];
  const document = {
    id: event.subject,
    source: event.source,
    revision,
    fingerprints,
    receivedAt,
    partition: 0,
    ...named,
  };
  if (event.type === 'feedback.withdrawn') return { ...document, state: 'withdrawn' };
  const content = answerContentSchema.parse(event.data);
  return { ...document, state: 'given', day: helsinkiDay(content.answeredAt), content };
}

async function sendTo(url: string, method: string, path: string, options: SendOptions): Promise<Answer> {
  const { body, type = 'application/fhir+json', key = maisaKey } = options;
  const headers: Record<string, string> = { ...options.headers };
  if (key !== null) headers.authorization = `api-key ${key}`;
  if (type !== null && body !== undefined) headers['content-type'] = type;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const sent =
    body === undefined
      ? {}
      : { body: (isRaw ? body : JSON.stringify(body)) as string | Uint8Array<ArrayBuffer> };
  const response = await fetch(url + path, { method, headers, ...sent });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? null : JSON.parse(text),
  };
}
