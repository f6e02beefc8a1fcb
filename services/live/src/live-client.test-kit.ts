import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import {
  type ClientMessage,
  liveSubprotocol,
  type ScoresMessage,
  type ServerMessage,
  serverMessageSchema,
} from '@kuulolla/contracts/live-protocol';
import { type ClientOptions, WebSocket } from 'ws';

/** A client that does what the protocol asks of one: it keeps the highest seq of each scope and forgets all with a new epoch. */
export interface LiveClient {
  readonly ws: WebSocket;
  readonly received: readonly ServerMessage[];
  /** The message that counts for each scope. */
  readonly held: ReadonlyMap<string, ScoresMessage>;
  /** Messages older than the one held: there should be none on one connection. */
  readonly stale: readonly ScoresMessage[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  send(message: ClientMessage): void;
  /** Fulfils as soon as `condition` holds, which is looked at after each message. */
  until(condition: (client: LiveClient) => boolean): Promise<void>;
  /** Fulfils when the server has dealt with all that was sent before. */
  settled(): Promise<void>;
}

export interface ConnectOptions extends ClientOptions {
  readonly protocols?: string[];
}

/** Goes through a connection that is open already, of `narrowSocket`. */
export function through(socket: Duplex): ConnectOptions {
  return { createConnection: (() => socket) as unknown as NonNullable<ConnectOptions['createConnection']> };
}

/** Connects and waits for the handshake; rejects with ws's error where it is refused. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<LiveClient> {
  const { protocols = [liveSubprotocol], ...rest } = options;
  const ws = new WebSocket(url, protocols, { perMessageDeflate: false, ...rest });
  const received: ServerMessage[] = [];
  const stale: ScoresMessage[] = [];
  const held = new Map<string, ScoresMessage>();
  const waits = new Set<() => void>();
  let epoch = '';
  const keep = (message: ScoresMessage) => {
    if (message.epoch !== epoch) held.clear();
    epoch = message.epoch;
    if (message.seq < (held.get(message.scope)?.seq ?? 0)) stale.push(message);
    else held.set(message.scope, message);
  };
  ws.on('message', (data) => {
    const message = serverMessageSchema.parse(JSON.parse(data.toString()));
    received.push(message);
    if (message.type !== 'error') keep(message);
    for (const wait of waits) wait();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(ws, 'open');
  ws.on('error', () => {});
  const client: LiveClient = {
    ws,
    received,
    held,
    stale,
    closed,
    send: (message) => ws.send(JSON.stringify(message)),
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition(client)) return;
          waits.delete(look);
          resolve();
        };
        waits.add(look);
        look();
      }),
    async settled() {
      const pong = once(ws, 'pong');
      ws.ping();
      await pong;
    },
  };
  return client;
}
