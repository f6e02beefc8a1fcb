import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createGateway } from '@kuulolla/live/gateway';
import { directoryOf, handFollower } from '@kuulolla/live/live-server.test-kit';
import { textFrame } from '@kuulolla/live/text-frame';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerQuestions, type ServerKind } from './live-processes.ts';

export interface ServerAnswers {
  /** The port. */
  listen: number;
  /** Processor seconds that many rounds took; each changes unit 1 and sends one message of some 200 B to all who watch it. */
  rounds: number;
  /** Changes that many units 20 times a second, for three seconds. */
  shake: null;
  /** Resident bytes after a collection. */
  resident: number;
}

const today = '2026-11-20';
const units = Array.from({ length: 349 }, (_, at) => at + 1);
const roundMs = 8;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let change = (_unit: number, _promoters: number): void => {};

answerQuestions<ServerAnswers>({
  async listen(kind: ServerKind) {
    const http = createServer();
    if (kind === 'gateway') http.on('upgrade', gateway());
    else http.on('upgrade', bare(kind === 'ws, framed once'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return (http.address() as AddressInfo).port;
  },
  async rounds(count: number) {
    const { user, system } = process.cpuUsage();
    for (let round = 1; round <= count; round += 1) {
      change(1, round);
      await pause(roundMs);
    }
    const used = process.cpuUsage({ user, system });
    return (used.user + used.system) / 1e6;
  },
  async shake(count: number) {
    for (let round = 1; round <= 60; round += 1) {
      for (const unit of units.slice(0, count)) change(unit, round);
      await pause(50);
    }
    return null;
  },
  async resident() {
    for (let time = 0; time < 4; time += 1) {
      globalThis.gc?.();
      await pause(250);
    }
    return process.memoryUsage.rss();
  },
});

function gateway() {
  const follower = handFollower(directoryOf(units));
  change = (unit, promoters) => follower.count(unit, today, { promoters });
  return createGateway({
    follower,
    clock: () => Date.parse(`${today}T10:00:00Z`),
    logger: createLogger('bench', 'silent'),
    registry: createRegistry(),
    limits: { tickMs: 1 },
  }).handleUpgrade;
}

function bare(framed: boolean) {
  const sockets = new Map<WebSocket, Duplex>();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  change = (_unit, promoters) => {
    const text = messageOf(promoters);
    const bytes = framed ? textFrame(text) : Buffer.from(text);
    for (const [ws, socket] of sockets) {
      if (framed) socket.write(bytes);
      else ws.send(bytes, { binary: false });
    }
  };
  const opened = (ws: WebSocket, socket: Duplex) => {
    sockets.set(ws, socket);
    ws.on('close', () => sockets.delete(ws));
    ws.on('error', () => {});
  };
  return (
    ...[request, socket, head]: Parameters<typeof server.handleUpgrade> extends [...infer First, unknown]
      ? First
      : never
  ) => server.handleUpgrade(request, socket, head, (ws) => opened(ws, socket));
}

/** What the gateway sends, to the byte or two. */
function messageOf(promoters: number): string {
  const score = {
    n: promoters,
    promoters,
    passives: 0,
    detractors: 0,
    nps: 100,
    low: 87.43718592964824,
    high: 100,
  };
  const head = { type: 'update', scope: 'unit:1', epoch: 'AAAAAAAAAAAA', seq: promoters };
  return JSON.stringify({ ...head, scores: { '7d': score } });
}
