import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import type { Scope } from '@kuulolla/contracts/score';
import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory, Names } from '@kuulolla/directory/directory';
import type { ChangeListener, ScoreboardFollower } from '@kuulolla/scoreboard/follow-store';
import { createScoreboard } from '@kuulolla/scoreboard/scoreboard';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { createGateway, type GatewayDeps } from './gateway.ts';

const named = (text: string): Names => ({ fi: text, sv: text, en: text });

/** A register of two areas in one entity; odd units are in area a, even ones in b. */
export function directoryOf(units: readonly number[], version = 1): Directory {
  return {
    version,
    entities: [{ id: 'care', names: named('Care') }],
    areas: [
      { id: 'a', entity: 'care', names: named('A') },
      { id: 'b', entity: 'care', names: named('B') },
    ],
    concepts: [],
    units: units.map((id) => ({
      id,
      names: named(`Unit ${id}`),
      concept: null,
      provider: 'SELF_PRODUCED',
      memberships: [{ area: id % 2 === 1 ? 'a' : 'b', from: null, to: null }],
    })),
  };
}

/** A follower whose changes come by hand. */
export interface HandFollower extends ScoreboardFollower {
  /** Sets the counts of a unit and day. */
  count(unit: number, day: string, counts: Partial<TallyCounts>): void;
  setDirectory(directory: Directory): void;
  /** As after a lost history: a new scoreboard without answers, in a new epoch. */
  startAfresh(directory: Directory): void;
}

export function handFollower(directory: Directory): HandFollower {
  const from = '2023-01-01';
  const listeners = new Set<ChangeListener>();
  let scoreboard = createScoreboard(directory, { from });
  let epoch = 0;
  let version = 0;
  const tell = (scopes: ReadonlySet<Scope>, documents: readonly TallyDocument[] = []) => {
    for (const listener of listeners) listener(scopes, documents);
  };
  return {
    get scoreboard() {
      return scoreboard;
    },
    get epoch() {
      return epoch;
    },
    get directoryVersion() {
      return scoreboard.directoryVersion;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended: new Promise(() => {}),
    async stop() {},
    count(unit, day, counts) {
      version += 1;
      const none = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
      const document: TallyDocument = { partition: 0, unit, day, version, cells: {}, ...none, ...counts };
      tell(scoreboard.apply([document]), [document]);
    },
    setDirectory: (next) => tell(scoreboard.setDirectory(next)),
    startAfresh(next) {
      scoreboard = createScoreboard(next, { from });
      epoch += 1;
      tell(new Set(scoreboard.scopes()));
    },
  };
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly follower: HandFollower;
  readonly gateway: ReturnType<typeof createGateway>;
  /** The server's ends of the connections, the oldest first. */
  readonly sockets: readonly Duplex[];
  /** The client's end of a connection in memory that holds at most `bytes` on its way: with it a slow reader is slow at once. */
  narrowSocket(bytes: number): Duplex;
  /** A metric's value, of one label value or in all. */
  metric(name: string, label?: string): Promise<number>;
}

/** A gateway on a free loopback port, with a clock that stands at noon of 20 November 2026 unless told otherwise. */
export async function startLive(
  units: readonly number[] = [1, 2, 3],
  deps: Partial<Omit<GatewayDeps, 'follower'>> = {},
): Promise<TestServer> {
  const follower = handFollower(directoryOf(units));
  const registry = createRegistry();
  const gateway = createGateway({
    follower,
    clock: () => Date.parse('2026-11-20T10:00:00Z'),
    logger: createLogger('live-test', 'error'),
    registry,
    ...deps,
    limits: { tickMs: 2, closeMs: 200, ...deps.limits },
  });
  const http = createServer();
  const sockets: Duplex[] = [];
  http.on('upgrade', (request, socket, head) => {
    sockets.push(socket);
    gateway.handleUpgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/live`,
    port,
    follower,
    gateway,
    sockets,
    narrowSocket(bytes) {
      const [near, far] = duplexPair({ highWaterMark: bytes });
      http.emit('connection', far);
      return near;
    },
    async metric(name, label) {
      const metric = await registry.getSingleMetric(name)?.get();
      const values = metric?.values.filter(
        ({ labels }) => label === undefined || Object.values(labels).includes(label),
      );
      return values?.reduce((sum, { value }) => sum + value, 0) ?? 0;
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
