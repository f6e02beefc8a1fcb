import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Client } from './client.ts';
import type { LiveLimits } from './live-limits.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { Messages } from './messages.ts';

/**
 * Hands bytes to sockets. A client whose socket is full gets nothing until it has been flushed, and then the newest state of
 * what changed meanwhile: its queue is at most `queueBytes` and one message, however slow it reads, and what it
 * missed is kept as one number.
 */
export interface Outbox {
  /** Whether the client has been given everything so far and may be given more. */
  isReady(client: Client): boolean;
  /** Hands over frames, one or several in each chunk, `messages` in all. The client must be ready. */
  send(client: Client, chunks: readonly Buffer[], messages: number): void;
  /** Answers a client's own message, ready or not. Returns false where too much waits for it already. */
  answer(client: Client, bytes: Buffer): boolean;
  /** Hands over snapshots asked for, then whatever changed since `sentSeq`, as far as the socket takes it. */
  catchUp(client: Client): void;
  /** Those whose socket took nothing for longer than `patienceMs` at the monotonic time `now`. */
  tooSlow(now: number): Client[];
  forget(client: Client): void;
  /** How many clients wait for their socket. */
  readonly waiting: number;
}

export interface OutboxDeps {
  readonly messages: Messages;
  readonly limits: LiveLimits;
  readonly metrics: LiveMetrics;
  /** The seq of the latest tick or snapshot. */
  readonly seq: () => number;
}

/** At most so many bytes, and one message, go into one write while catching up. */
const MOST_WRITE_BYTES = 16 * 1024;

export function createOutbox({ messages, limits, metrics, seq }: OutboxDeps): Outbox {
  const waiting = new Set<Client>();
  const writeBytes = Math.min(limits.queueBytes, MOST_WRITE_BYTES);

  function isReady(client: Client): boolean {
    return !client.waiting && client.ws.readyState === WebSocket.OPEN;
  }

  function send(client: Client, chunks: readonly Buffer[], count: number): void {
    metrics.sent(count);
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (client.socket.writableLength + bytes <= limits.queueBytes) {
      write(client.socket, chunks);
      return;
    }
    client.waiting = true;
    client.waitingSince = performance.now();
    waiting.add(client);
    write(client.socket, chunks, (error) => {
      if (error) return;
      client.waiting = false;
      waiting.delete(client);
      catchUp(client);
    });
  }

  function catchUp(client: Client): void {
    while (isReady(client)) {
      const frames: Buffer[] = [];
      let bytes = 0;
      while (bytes < writeBytes) {
        const frame = nextSnapshot(client) ?? nextUpdate(client);
        if (frame === null) break;
        frames.push(frame);
        bytes += frame.length;
      }
      if (frames.length === 0) return;
      send(client, frames, frames.length);
    }
  }

  function nextSnapshot(client: Client): Buffer | null {
    if (client.snapshots === null) return null;
    for (const scope of client.snapshots) {
      client.snapshots.delete(scope);
      const view = scope.interests.get(client.interest);
      if (view !== undefined) return messages.now('snapshot', scope, view, client.snapshotSeq);
    }
    client.snapshots = null;
    return null;
  }

  function nextUpdate(client: Client): Buffer | null {
    const { scopes, views } = client.interest;
    while (client.passSeq > 0 || client.sentSeq < seq()) {
      if (client.passSeq === 0) {
        client.passSeq = seq();
        client.cursor = 0;
      }
      while (client.cursor < scopes.length) {
        const at = client.cursor++;
        const scope = scopes[at];
        if (scope === undefined || scope.changedSeq <= client.sentSeq) continue;
        // A snapshot may be newer than the last tick; a message after it must not look older.
        if (scope.changedSeq > client.snapshotSeq) return messages.ofTick(scope, views[at] as number);
        return messages.now('update', scope, views[at] as number, client.snapshotSeq);
      }
      client.sentSeq = client.passSeq;
      client.passSeq = 0;
    }
    return null;
  }

  return {
    isReady,
    send,
    answer(client, bytes) {
      if (client.socket.writableLength > limits.mostQueueBytes) return false;
      if (client.ws.readyState === WebSocket.OPEN) client.socket.write(bytes);
      return true;
    },
    catchUp,
    tooSlow: (now) => [...waiting].filter((client) => now - client.waitingSince > limits.patienceMs),
    forget: (client) => void waiting.delete(client),
    get waiting() {
      return waiting.size;
    },
  };
}

/** One write to the system for all chunks. They are not joined: what waits for many clients is the same bytes in memory. */
function write(socket: Duplex, chunks: readonly Buffer[], written?: (error?: Error | null) => void): void {
  socket.cork();
  for (let at = 0; at < chunks.length - 1; at += 1) socket.write(chunks[at]);
  socket.write(chunks.at(-1), written);
  socket.uncork();
}
