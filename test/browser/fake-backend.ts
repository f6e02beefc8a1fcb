import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { clientMessageSchema, liveSubprotocol, type ScoresMessage } from '@kuulolla/contracts/live-protocol';
import {
  type AreasAnswer,
  areasAnswerSchema,
  type TrendsAnswer,
  unitsAnswerSchema,
} from '@kuulolla/contracts/query-api';
import type { WindowName } from '@kuulolla/contracts/score';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { change } from '@kuulolla/nps/change';
import { classOf, score } from '@kuulolla/nps/score';
import { type WebSocket, WebSocketServer } from 'ws';
import { monthsBetween, sampleMonths, sampleTallies, scopesAbove } from './sample-figures.ts';

/**
 * A stand-in for the live and query services behind the dashboard, for browser tests: the contracts' messages over made-up figures, all marked as
 * sample data, and a hand on what a test wants to happen.
 */
export interface FakeBackend {
  readonly url: string;
  /** One more answer (0–10) of a unit: every scope above it moves, and those who subscribed hear of it. */
  answer(unitId: number, nps: number): void;
  /** Ends every websocket with this close code. */
  dropSockets(code: number): void;
  /** While true, websockets are refused at the handshake. */
  refuseSockets(refuse: boolean): void;
  /** What clients have sent, parsed. */
  readonly heard: unknown[];
  readonly sockets: number;
  close(): Promise<void>;
}

/** The page may load nothing from elsewhere and run no inline script; the city's components put their styles into the page. */
const SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'self'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** Serves the built page of `dist` and the stand-in services on a free port of the loopback address, or on `port`. */
export async function startFakeBackend(dist: string, port = 0): Promise<FakeBackend> {
  const directory = loadShippedDirectory();
  const tallies = sampleTallies(directory);
  const epoch = 'fake-1';
  let seq = 0;
  let isRefusing = false;
  const heard: unknown[] = [];
  const wishes = new Map<WebSocket, Map<string, Set<WindowName>>>();

  const areaOf = (unit: (typeof directory.units)[number]) => unit.memberships.at(-1)?.area ?? null;
  const areas: AreasAnswer = areasAnswerSchema.parse({
    sample: true,
    entities: directory.entities.map((entity) => ({
      ...entity,
      areas: directory.areas
        .filter((area) => area.entity === entity.id)
        .map(({ id, names }) => ({
          id,
          names,
          units: directory.units.filter((unit) => areaOf(unit) === id).length,
        })),
    })),
    concepts: directory.concepts,
  });
  const units = unitsAnswerSchema.parse({
    sample: true,
    units: directory.units.map((unit) => ({
      id: unit.id,
      names: unit.names,
      concept: unit.concept,
      provider: unit.provider,
      area: areaOf(unit),
      entity: directory.areas.find(({ id }) => id === areaOf(unit))?.entity ?? null,
    })),
  });

  function trends(query: URLSearchParams): TrendsAnswer {
    const from = query.get('from') ?? '';
    const to = query.get('to') ?? '';
    return {
      sample: true,
      by: 'month',
      from,
      to,
      series: query.getAll('scope').map((scope) => {
        const yearly = tallies.get(scope)?.['365d'].now ?? { promoters: 0, passives: 0, detractors: 0 };
        const months = sampleMonths(
          yearly,
          [...scope].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0,
        );
        return {
          scope,
          points: monthsBetween(from, to).map((span, index) => ({
            ...span,
            ...score(months[index] ?? yearly),
          })),
        };
      }),
    };
  }

  function message(type: 'snapshot' | 'update', scope: string, windows: Iterable<WindowName>): ScoresMessage {
    const known = tallies.get(scope);
    const scores: ScoresMessage['scores'] = {};
    const changes: NonNullable<ScoresMessage['changes']> = {};
    for (const window of windows) {
      const { now, before } = known?.[window] ?? { now: NOBODY, before: NOBODY };
      scores[window] = score(now);
      const { difference, low, high, p, verdict } = change(now, before);
      changes[window] = { difference, low, high, p, verdict };
    }
    return { type, scope, epoch, seq, scores, changes };
  }

  const json = (response: ServerResponse, body: unknown) => {
    response.writeHead(200, { 'content-type': TYPES['.json'] }).end(JSON.stringify(body));
  };

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-security-policy', SECURITY_POLICY);
    if (pathname === '/api/v1/areas') return json(response, areas);
    if (pathname === '/api/v1/units') return json(response, units);
    if (pathname === '/api/v1/trends') return json(response, trends(searchParams));
    if (pathname === '/api/v1/openapi.json') return json(response, { openapi: '3.1.0' });
    const file = normalize(pathname === '/' ? '/index.html' : pathname);
    try {
      const body = await readFile(join(dist, file));
      response
        .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  function receive(socket: WebSocket, text: string) {
    const parsed = clientMessageSchema.safeParse(JSON.parse(text));
    heard.push(JSON.parse(text));
    if (!parsed.success) return socket.close(4400, 'bad message');
    const mine = wishes.get(socket);
    for (const scope of parsed.data.scopes) {
      const windows = mine?.get(scope) ?? new Set<WindowName>();
      if (parsed.data.type === 'subscribe') {
        for (const window of parsed.data.windows) windows.add(window);
        mine?.set(scope, windows);
        socket.send(JSON.stringify(message('snapshot', scope, windows)));
      } else {
        for (const window of parsed.data.windows ?? [...windows]) windows.delete(window);
        if (windows.size === 0) mine?.delete(scope);
      }
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  const sockets = new WebSocketServer({
    server,
    path: '/live',
    handleProtocols: (offered) => (offered.has(liveSubprotocol) ? liveSubprotocol : false),
    verifyClient: () => !isRefusing,
  });
  sockets.on('connection', (socket) => {
    wishes.set(socket, new Map());
    socket.on('message', (data) => receive(socket, String(data)));
    socket.on('close', () => wishes.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    get sockets() {
      return wishes.size;
    },
    answer(unitId, nps) {
      seq += 1;
      const field = `${classOf(nps)}s` as const;
      for (const scope of scopesAbove(directory, unitId)) {
        const known = tallies.get(scope);
        if (!known) continue;
        for (const window of Object.values(known))
          window.now = { ...window.now, [field]: window.now[field] + 1 };
        for (const [socket, mine] of wishes) {
          const windows = mine.get(scope);
          if (windows) socket.send(JSON.stringify(message('update', scope, windows)));
        }
      }
    },
    dropSockets(code) {
      for (const socket of wishes.keys()) socket.close(code);
    },
    refuseSockets(refuse) {
      isRefusing = refuse;
    },
    async close() {
      for (const socket of wishes.keys()) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const NOBODY = { promoters: 0, passives: 0, detractors: 0 };
