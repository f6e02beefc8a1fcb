import { decodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import type { AnswerDocument, GivenAnswer } from '@kuulolla/store/answer-document';
import type { AnswerFilter, AnswerReader } from '@kuulolla/store/store';
import { hashKey } from '../api-keys.ts';
import { defaultLimits, type IntakeLimits } from '../intake-deps.ts';
import { createIntakeDesk } from '../intake-desk.ts';
import { loadOpen311Config, type Open311Config } from './open311-config.ts';
import { createOpen311Router } from './open311-router.ts';

export const helfiKey = 'helfi-key-of-the-test';
export const maisaKey = 'maisa-key-of-the-test';
export const shipped = loadOpen311Config();

/** A hel.fi door on loopback, with a log in memory and a reader that has what the log has, but for what is held back. */
export interface Open311Door {
  readonly url: string;
  readonly events: FeedbackEvent[];
  readonly logLines: string[];
  readonly clock: { now: number };
  readonly filters: AnswerFilter[];
  logIsAway: boolean;
  /** While true the recorder has not got to what the log has. */
  recorderIsBehind: boolean;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Posts a urlencoded form to `/requests.json`, with the key unless `api_key` is given; null leaves a field out. */
  post(fields: Fields, path?: string, headers?: Record<string, string>): Promise<Answer>;
  send(path: string, init: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

export type Fields = Record<string, string | null> | string;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

export const feedback = {
  service_code: 'thanks',
  service_object_id: '4711',
  service_object_type: 'unit',
  description: 'Kiitos ystävällisestä palvelusta!',
};

export async function openOpen311Door(
  more: Partial<Open311Config> & { limits?: Partial<IntakeLimits> } = {},
): Promise<Open311Door> {
  const { limits, ...settings } = more;
  const events: FeedbackEvent[] = [];
  const logLines: string[] = [];
  const filters: AnswerFilter[] = [];
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const state = { logIsAway: false, recorderIsBehind: false };
  const logger = createLogger('intake', 'trace', { write: (line: string) => void logLines.push(line) });
  const desk = createIntakeDesk({
    log: {
      async append(messages) {
        if (state.logIsAway) throw new Error('away');
        for (const message of messages) {
          const decoded = decodeEvent(message);
          if (!decoded.ok) throw new Error(`The recorder would not understand this event: ${decoded.field}.`);
          events.push(decoded.event);
        }
      },
    },
    key: Buffer.alloc(32, 7),
    clock: () => clock.now,
  });
  const recorded = () => (state.recorderIsBehind ? [] : documentsOf(events));
  const answers: AnswerReader = {
    answer: async (id) => recorded().find((document) => document.id === id) ?? null,
    answerByAlias: async () => null,
    answersWhere: async (filter) => {
      filters.push(filter);
      return recorded().filter((document) => matches(document, filter));
    },
  };
  const router = createOpen311Router(
    {
      desk,
      answers,
      logger,
      directory: () => EMPTY_DIRECTORY,
      keys: () => ({ units: [], maisa: [hashKey(maisaKey)], helfi: [hashKey(helfiKey)] }),
      limits: { ...defaultLimits, ...limits },
    },
    { ...shipped, ...settings },
  );
  const server = createHttpServer(createHttpApp({ logger, routers: [router] }));
  const base = settings.basePath ?? shipped.basePath;
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}${base}`;
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text ? JSON.parse(text) : null,
    };
  };
  const post = (fields: Fields, path = '/requests.json', headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body: formOf(fields), headers: { 'content-type': urlencoded, ...headers } });
  const get = (path: string, headers: Record<string, string> = {}) => send(path, { headers });
  const close = () => closeServer(server, 100);
  return Object.assign(state, { url, events, logLines, clock, filters, get, post, send, close });
}

export const urlencoded = 'application/x-www-form-urlencoded';

function formOf(fields: Fields): string {
  if (typeof fields === 'string') return fields;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries({ api_key: helfiKey, ...feedback, ...fields })) {
    if (value !== null) form.append(name, value);
  }
  return form.toString();
}

/** As a recorder would keep them, the first of each id only. */
function documentsOf(events: readonly FeedbackEvent[]): GivenAnswer[] {
  const documents = new Map<string, GivenAnswer>();
  for (const { type, data, subject, source } of events) {
    if (type === 'feedback.withdrawn' || documents.has(subject)) continue;
    const { revision, fingerprint, receivedAt, ...content } = data;
    const day = '2026-11-22';
    const known = { id: subject, source, revision, fingerprints: [fingerprint], partition: 0, receivedAt };
    documents.set(subject, { ...known, state: 'given', day, content });
  }
  return [...documents.values()];
}

function matches(document: AnswerDocument, filter: AnswerFilter): boolean {
  return (
    document.state === 'given' &&
    (filter.ids?.includes(document.id) ?? true) &&
    (filter.unit === undefined || filter.unit === document.content.unit) &&
    (filter.questionnaire === undefined || filter.questionnaire === document.content.questionnaire) &&
    document.receivedAt >= (filter.receivedFrom ?? 0) &&
    document.receivedAt <= (filter.receivedTo ?? Number.POSITIVE_INFINITY)
  );
}
