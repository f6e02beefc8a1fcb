import { once } from 'node:events';
import { type Agent, createServer, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';
import { roundRobinAgent } from './round-robin-agent.ts';

export type Behind = 'intakes' | 'lives' | 'reports' | 'dashboard';

/** The one address of a cluster. */
export interface Front {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  close(): Promise<void>;
}

/** Doors and screens by the beginning of the path; what is none of these is a page of the dashboard. */
const routes: readonly (readonly [RegExp, Behind])[] = [
  [/^\/(v1|fhir|open311)(\/|\?|$)/, 'intakes'],
  [/^\/live(\?|$)/, 'lives'],
  [/^\/api(\/|\?|$)/, 'reports'],
];

export function behindOf(path: string): Behind {
  return routes.find(([pattern]) => pattern.test(path))?.[1] ?? 'dashboard';
}

/**
 * Listens on `port` of this machine (a free one for 0) and hands each request to one of the processes behind it, to each
 * in turn. Where one refuses the connection another is asked; where none takes it, and where one goes in the middle, the
 * answer is 503 with `Retry-After`.
 */
export async function startFront(
  ports: (behind: Behind) => readonly number[],
  { port = 0 }: { readonly port?: number } = {},
): Promise<Front> {
  const agents = Object.fromEntries(
    (['intakes', 'lives', 'reports', 'dashboard'] as const).map((behind) => [
      behind,
      roundRobinAgent(() => ports(behind)),
    ]),
  ) as Record<Behind, Agent>;
  const proxy = createProxyServer({ target: 'http://127.0.0.1', proxyTimeout: 60_000 });
  proxy.on('error', (_error, _request, response) => refuse(response));
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    // Its default is an agent of its own, which would hold on to connections.
    proxy.web(request, response, { agent: agents[behindOf(request.url ?? '/')] });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    proxy.ws(request, socket as Socket, head, { agent: agents[behindOf(request.url ?? '/')] });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refuse(response: ServerResponse | Socket): void {
  if (!(response instanceof ServerResponse)) return void response.destroy();
  if (response.headersSent) return void response.destroy();
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end(JSON.stringify({ code: 'no-service', message: 'No process takes this just now; try again.' }));
}
