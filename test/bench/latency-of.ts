import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { deviceAnswer } from './answers.ts';
import { post } from './post-load.ts';

export interface LatencyLoad {
  readonly doorUrl: string;
  readonly key: string;
  /** `ws://…` of each gateway; clients are spread over them. */
  readonly liveUrls: readonly string[];
  readonly clients: number;
  /** Answers a second, and for how long. */
  readonly rate: number;
  readonly seconds: number;
}

const units = 200;
/** Of the sender at once: after a pause of its own it would else open more than a server has room for in its queue. */
const mostConnections = 256;

/**
 * Milliseconds from the acknowledgement of each answer to the message about it, at each client that watches its unit.
 * Clients watch the sector and one unit each; the unit's n tells which answer a message is about. Infinity where a
 * message did not come within ten seconds of the last answer.
 */
export async function latenciesOf(load: LatencyLoad): Promise<number[]> {
  const acknowledged = Array.from({ length: units }, (): number[] => []);
  const seen = Array.from({ length: load.clients }, (): number[] => []);
  const sockets = await Promise.all(
    seen.map((times, index) =>
      watch(load.liveUrls[index % load.liveUrls.length] ?? '', index % units, times),
    ),
  );
  const before = seen.map((times) => times.length);
  await send(load, acknowledged);
  const isDone = () =>
    seen.every(
      (times, client) => times.length - (before[client] ?? 0) >= (acknowledged[client % units]?.length ?? 0),
    );
  for (let waited = 0; waited < 100 && !isDone(); waited++) await pause(100);
  for (const socket of sockets) socket.terminate();
  return seen.flatMap((times, client) =>
    (acknowledged[client % units] ?? []).map((time, index) => {
      const at = times[index + (before[client] ?? 0)];
      return at === undefined ? Number.POSITIVE_INFINITY : Math.max(0, at - time);
    }),
  );
}

/** Opens a client that notes when its unit's n rose, once for each answer. Fulfils with its first snapshot. */
async function watch(url: string, unit: number, times: number[]): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/live`, 'kuulolla.v1');
  const scope = `unit:${900_001 + unit}`;
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const snapshot = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      if (message.scope !== scope) return;
      for (const now = performance.now(); times.length < message.scores['30d'].n; ) times.push(now);
      resolve();
    });
  });
  socket.send(JSON.stringify({ type: 'subscribe', scopes: ['all', scope], windows: ['30d'] }));
  await snapshot;
  return socket;
}

/** Sends answers evenly in time, each unit in turn. */
async function send(
  { doorUrl, key, rate, seconds }: LatencyLoad,
  acknowledged: readonly number[][],
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
  const headers = { authorization: `api-key ${key}`, 'content-type': 'application/json' };
  const start = performance.now();
  const under: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - start) / 1_000) * rate));
    for (; sent < due; sent++) {
      const unit = sent % units;
      const answer = { ...deviceAnswer(unit, Date.now()), answeredAt: new Date().toISOString() };
      const done = post(agent, `${doorUrl}/v1/feedback`, headers, JSON.stringify(answer));
      under.push(done.then(() => void acknowledged[unit]?.push(performance.now())));
    }
    await pause(2);
  }
  await Promise.all(under);
  agent.destroy();
}
