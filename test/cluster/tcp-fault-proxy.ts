import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A wire between a service and a server, on loopback, that can be cut, stalled and slowed. */
export interface FaultProxy {
  readonly port: number;
  /** Open connections. */
  readonly connections: number;
  /** Resets every connection; new ones are taken. */
  cut(): void;
  /** Resets every connection and each new one, until healed. */
  refuse(): void;
  /** Lets nothing pass in either direction and says nothing about it; new connections are taken, and stay as silent. */
  stall(): void;
  /** Each piece of up to 64 kB takes `delayMs`, and what its size takes at `bytesPerSecond`. */
  slow(speed: { readonly delayMs: number; readonly bytesPerSecond: number }): void;
  /** Everything passes again, what was held up first. */
  heal(): void;
  close(): Promise<void>;
}

type Passage = (bytes: number) => Promise<unknown> | undefined;

/** Listens on `port` (a free one without) and hands everything on to `target` of this machine. */
export async function startFaultProxy({
  target,
  port = 0,
}: {
  readonly target: number;
  readonly port?: number;
}): Promise<FaultProxy> {
  const wires = new Set<readonly [Socket, Socket]>();
  const open: Passage = () => undefined;
  let passage: Passage = open;
  let isRefusing = false;
  let release: () => void = () => {};

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    client.on('error', () => {});
    if (isRefusing) return void client.resetAndDestroy();
    const upstream = dial({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    upstream.on('error', () => {});
    const wire = [client, upstream] as const;
    wires.add(wire);
    const end = () => {
      if (wires.delete(wire)) for (const socket of wire) socket.destroy();
    };
    Promise.all([relay(client, upstream), relay(upstream, client)]).then(end, end);
  });

  /** Fulfils when one side has said all and the other was told so; rejects when either is gone. */
  async function relay(from: Socket, to: Socket): Promise<void> {
    for await (const piece of from.iterator({ destroyOnReturn: false })) {
      // A stall that begins while a piece waits is for that piece too.
      for (let seen: Passage | null = null; seen !== passage; ) {
        seen = passage;
        await seen((piece as Buffer).length);
      }
      if (to.destroyed) throw new Error('The other side is gone.');
      if (!to.write(piece as Buffer)) await once(to, 'drain');
    }
    to.end();
  }

  function change(next: Passage, refusing = false): void {
    isRefusing = refusing;
    passage = next;
    release();
    release = () => {};
  }
  function cut(): void {
    for (const wire of wires) for (const socket of wire) socket.resetAndDestroy();
    wires.clear();
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return wires.size;
    },
    cut,
    refuse() {
      change(open, true);
      cut();
    },
    stall() {
      const { promise, resolve } = Promise.withResolvers<void>();
      change(() => promise);
      release = resolve;
    },
    slow: ({ delayMs, bytesPerSecond }) =>
      change((bytes) => pause(delayMs + (1_000 * bytes) / bytesPerSecond)),
    heal: () => change(open),
    async close() {
      server.close();
      change(open, true);
      cut();
      if (server.listening) await once(server, 'close');
    },
  };
}
