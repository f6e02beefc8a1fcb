import { decodeEvent, type EncodedEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import { hashKey } from '../api-keys.ts';
import { defaultLimits, type IntakeDeps, type IntakeLimits } from '../intake-deps.ts';
import { createIntakeDesk } from '../intake-desk.ts';
import { loadProfiles } from './load-profiles.ts';
import { createUnitsRouter } from './units-router.ts';

export const now = Date.parse('2026-11-22T12:00:00Z');
export const unitsKey = 'units-key-of-the-test';
export const maisaKey = 'maisa-key-of-the-test';
export const path = '/v1/feedback';

/** An answer that goes in as it is; fields of `more` replace those of the same name. */
export const good = (more: object = {}) => ({
  id: 'kiosk-7-1',
  unit: 4711,
  answeredAt: '2026-11-20T09:31:00+02:00',
  ...more,
});

/** A units door that listens on loopback, with a log in memory that can be away. */
export interface UnitsDoor {
  readonly url: string;
  readonly events: FeedbackEvent[];
  readonly logLines: string[];
  logIsAway: boolean;
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

export async function openUnitsDoor(limits: Partial<IntakeLimits> = {}): Promise<UnitsDoor> {
  const events: FeedbackEvent[] = [];
  const logLines: string[] = [];
  const state = { logIsAway: false };
  const append = async (messages: readonly EncodedEvent[]) => {
    if (state.logIsAway) throw new Error('away');
    for (const message of messages) events.push(understood(message));
  };
  const logger = createLogger('intake', 'trace', { write: (line: string) => void logLines.push(line) });
  const desk = createIntakeDesk({ log: { append }, key: Buffer.alloc(32, 7), clock: () => now });
  const deps = {
    desk,
    logger,
    keys: () => ({ units: [hashKey(unitsKey)], maisa: [hashKey(maisaKey)], helfi: [] }),
    limits: { ...defaultLimits, ...limits },
  } as unknown as IntakeDeps;
  const server = createHttpServer(
    createHttpApp({ logger, routers: [createUnitsRouter(deps, loadProfiles())] }),
  );
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  const door = {
    url,
    events,
    logLines,
    send: (method: string, path: string, options: SendOptions = {}) => sendTo(url, method, path, options),
    close: () => closeServer(server, 100),
  };
  return Object.assign(state, door);
}

function understood(message: EncodedEvent): FeedbackEvent {
  const decoded = decodeEvent(message);
  if (!decoded.ok) throw new Error(`The recorder would not understand this event: ${decoded.field}.`);
  return decoded.event;
}

async function sendTo(url: string, method: string, path: string, options: SendOptions): Promise<Answer> {
  const { body, type = 'application/json', key = unitsKey } = options;
  const headers: Record<string, string> = { ...options.headers };
  if (key !== null) headers.authorization = `api-key ${key}`;
  if (type !== null && body !== undefined) headers['content-type'] = type;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
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
