import type { Figure, Measurement } from './figure.ts';
import { type ServerKind, startClients, startServer } from './live-processes.ts';

/** Resident memory of the server per connection: one that only is open, beside bare ws, and one that watches and is sent much. */
export const measureMemory: Measurement = async () => {
  const idle = 5_000;
  const loaded = 1_000;
  const figure = (name: string, bytes: number, note: string): Figure => ({
    name: `resident memory a connection, ${name}`,
    value: Number((bytes / 1024).toFixed(1)),
    unit: 'KiB',
    note,
  });
  return [
    figure('idle, bare ws', await perConnection('ws', idle, 0, 0), `${idle} connections`),
    figure('idle', await perConnection('gateway', idle, 0, 0), `${idle} connections; at most 12`),
    figure(
      'loaded',
      await perConnection('gateway', loaded, 200, 20),
      `${loaded} connections, each with 200 scopes of its own in two windows with changes, 400 changes a second; at most 64`,
    ),
    figure(
      'saturated',
      await perConnection('gateway', loaded, 200, 200),
      'the same with 4,000 changes a second, more than its processor can send; at most 64',
    ),
  ];
};

/** Each connection watches so many scopes, of which `shaken` change 20 times a second. */
async function perConnection(
  kind: ServerKind,
  connections: number,
  scopes: number,
  shaken: number,
): Promise<number> {
  await using server = startServer();
  await using clients = startClients();
  const port = await server.ask('listen', kind);
  // What is allocated once, with the first connections, is nobody's share.
  await clients.ask('open', port, 10, scopes, true);
  if (shaken > 0) await server.ask('shake', shaken);
  await clients.ask('close');
  const before = await server.ask('resident');
  await clients.ask('open', port, connections, scopes, true);
  if (shaken > 0) await server.ask('shake', shaken);
  await clients.ask('received');
  return ((await server.ask('resident')) - before) / connections;
}

if (import.meta.main) console.log(await measureMemory());
