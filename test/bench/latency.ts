import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { WebSocket } from 'ws';
import { deviceAnswer } from './answers.ts';
import { startChild } from './child-server.ts';
import { type Figure, type Measurement, quantile } from './figure.ts';
import { post } from './post-load.ts';
import { inTempFolder } from './temp-folder.ts';

const script = new URL('../../services/standalone/src/main.ts', import.meta.url).pathname;
const clients = 200;
const rate = 500;
const seconds = 15;

/**
 * From the acknowledgement of an answer to the message about it at the client, at 500 answers a second and 200 clients.
 * Each client watches the sector and a unit of its own; its unit's n tells which answer a message is about.
 */
export const measureLatency: Measurement = () =>
  inTempFolder(async (folder) => {
    const key = randomBytes(18).toString('hex');
    const child = await startChild(script, {
      DATA_DIR: folder,
      PORT: '0',
      INTAKE_KEYS: `units=${key},maisa=${key}m,helfi=${key}h`,
      INTAKE_REQUESTS_PER_MINUTE: '100000000',
      LOG_LEVEL: 'silent',
    });
    const acknowledged = Array.from({ length: clients }, (): number[] => []);
    const seen = Array.from({ length: clients }, (): number[] => []);
    const sockets = await Promise.all(seen.map((times, index) => watch(child.url, 900_001 + index, times)));
    await send(`${child.url}/v1/feedback`, key, acknowledged);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const socket of sockets) socket.terminate();
    const delays = acknowledged.flatMap((times, client) =>
      times.map((time, index) => Math.max(0, (seen[client]?.[index] ?? Number.POSITIVE_INFINITY) - time)),
    );
    await child.stop();
    const note = `${delays.length} answers, ${clients} clients`;
    const figure = (share: number): Figure => ({
      name: `acknowledged to client, p${share * 100}, ${rate} answers/s`,
      value: quantile(delays, share),
      unit: 'ms',
      note,
    });
    return [figure(0.5), figure(0.99)];
  });

/** Opens a client that notes when its unit's n reached 1, 2, 3, … */
async function watch(url: string, unit: number, times: number[]): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, 'kuulolla.v1');
  const scope = `unit:${unit}`;
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.scope !== scope) return;
    for (const now = performance.now(); times.length < message.scores['30d'].n; ) times.push(now);
  });
  socket.send(JSON.stringify({ type: 'subscribe', scopes: ['all', scope], windows: ['30d'] }));
  return socket;
}

/** Sends answers evenly in time, each client's unit in turn. */
async function send(url: string, key: string, acknowledged: readonly number[][]): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `api-key ${key}`, 'content-type': 'application/json' };
  const start = performance.now();
  const under: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - start) / 1_000) * rate));
    for (; sent < due; sent++) {
      const client = sent % clients;
      const answer = { ...deviceAnswer(client, Date.now()), answeredAt: new Date().toISOString() };
      const done = post(agent, url, headers, JSON.stringify(answer));
      under.push(done.then(() => void acknowledged[client]?.push(performance.now())));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(under);
  agent.destroy();
}
