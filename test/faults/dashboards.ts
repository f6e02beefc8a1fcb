import { setTimeout as pause } from 'node:timers/promises';
import { liveSubprotocol, type ScoresMessage } from '@kuulolla/contracts/live-protocol';
import type { Scope, WindowName } from '@kuulolla/contracts/score';
import { WebSocket } from 'ws';

/** A page that is left open: it connects again whenever its connection ends. */
export interface Dashboard {
  readonly name: string;
  readonly isConnected: boolean;
  /** What it shows now, by scope; empty between two connections. */
  readonly held: ReadonlyMap<string, ScoresMessage>;
  readonly connections: number;
  /** Messages that were older than the one held, on one connection: there should be none. */
  readonly stale: number;
  close(): void;
}

export interface DashboardOptions {
  readonly name: string;
  /** Asked before each connection: the `ws:` address, or null while there is none. */
  readonly address: () => string | null;
  readonly scopes: readonly Scope[];
  readonly windows: readonly WindowName[];
}

const againMs = 300;

export function openDashboard({ name, address, scopes, windows }: DashboardOptions): Dashboard {
  let held = new Map<string, ScoresMessage>();
  let epoch = '';
  let [connections, stale] = [0, 0];
  let isOpen = true;
  let socket: WebSocket | null = null;

  function keep(message: ScoresMessage): void {
    if (message.epoch !== epoch) held = new Map();
    epoch = message.epoch;
    if (message.seq < (held.get(message.scope)?.seq ?? 0)) stale += 1;
    else held.set(message.scope, message);
  }

  /** Fulfils when the connection has ended, or could not be made. */
  function connectOnce(url: string): Promise<void> {
    return new Promise((fulfil) => {
      const ws = new WebSocket(url, [liveSubprotocol], { perMessageDeflate: false, handshakeTimeout: 3_000 });
      socket = ws;
      ws.on('open', () => {
        connections += 1;
        ws.send(JSON.stringify({ type: 'subscribe', scopes, windows }));
      });
      ws.on('message', (data) => {
        const message = JSON.parse(String(data)) as ScoresMessage | { type: 'error' };
        if (message.type !== 'error') keep(message);
      });
      ws.on('error', () => {});
      ws.on('close', () => fulfil());
    });
  }

  async function stayConnected(): Promise<void> {
    while (isOpen) {
      const url = address();
      if (url !== null) await connectOnce(url);
      // Another connection may lead to another gateway, with an epoch of its own.
      held = new Map();
      epoch = '';
      if (isOpen) await pause(againMs);
    }
  }
  void stayConnected();

  return {
    name,
    get isConnected() {
      return socket?.readyState === WebSocket.OPEN;
    },
    get held() {
      return held;
    },
    get connections() {
      return connections;
    },
    get stale() {
      return stale;
    },
    close() {
      isOpen = false;
      socket?.terminate();
    },
  };
}
