import { type Figure, type Measurement, median } from './figure.ts';
import { type ServerKind, startClients, startServer } from './live-processes.ts';

const clients = 400;
const rounds = 300;

/**
 * Messages of some 200 B delivered a second and core: the server's own processor time, one message to 400 clients each
 * 8 ms, beside bare ws sending the same in the same run. Ours counts in what makes the message: counting, scoring, wording.
 */
export const measureFanOut: Measurement = async () => {
  const kinds: ServerKind[] = ['gateway', 'ws', 'ws, framed once'];
  const found = new Map<ServerKind, number[]>(kinds.map((kind) => [kind, []]));
  for (let time = 0; time < 2; time += 1) {
    for (const kind of kinds) found.get(kind)?.push(await deliveries(kind));
  }
  const of = (kind: ServerKind) => median(found.get(kind) ?? []);
  const figures: Figure[] = kinds.map((kind) => ({
    name: `websocket deliveries of 200 B, ${kind}`,
    value: Math.round(of(kind)),
    unit: '1/s and core',
    note: `${clients} clients`,
  }));
  const share = (kind: ServerKind): Figure => ({
    name: `websocket deliveries, share of ${kind}`,
    value: Number((of('gateway') / of(kind)).toFixed(2)),
    unit: '1',
    note: 'at least 0.8',
  });
  return [...figures, share('ws'), share('ws, framed once')];
};

/** Received messages a second of the server's processor time. */
async function deliveries(kind: ServerKind): Promise<number> {
  await using server = startServer();
  await using asked = startClients();
  const port = await server.ask('listen', kind);
  await asked.ask('open', port, clients, 1, false);
  await server.ask('rounds', 50);
  await asked.ask('received');
  const seconds = await server.ask('rounds', rounds);
  return (await asked.ask('received')) / seconds;
}

if (import.meta.main) console.log(await measureFanOut());
