import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import { liveSubprotocol, type ScoresMessage } from '@kuulolla/contracts/live-protocol';
import type { Directory } from '@kuulolla/directory/directory';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { createGateway } from '@kuulolla/live/gateway';
import { startRecorder } from '@kuulolla/recorder/recorder';
import { watchStalledPartitions } from '@kuulolla/recorder/stalled-partitions';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { openBackup } from '@kuulolla/store/backup/read-backup';
import { writeBackup } from '@kuulolla/store/backup/write-backup';
import type { Store } from '@kuulolla/store/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { mongoStorage, type Place, type Storage, sqliteStorage } from './storages.ts';

const folder = mkdtempSync(join(tmpdir(), 'keeping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const logger = createLogger('keeping-test', 'silent');
const names = { fi: 'Yksikkö', sv: 'Enhet', en: 'Unit' };
const directory: Directory = {
  version: 1,
  entities: [],
  areas: [],
  concepts: [],
  units: [1, 2].map((id) => ({ id, names, concept: null, provider: 'SELF_PRODUCED', memberships: [] })),
};

/** Answer `n`: given; every fifth is then corrected to a zero, every seventh taken back, every third sent twice. */
function eventsOf(n: number) {
  const now = Date.now();
  const base = { id: `${n}-g`, source: 'units' as const, subject: `units:${n}` };
  const stamp = (revision: number, mark: string) => ({
    revision,
    fingerprint: Buffer.from(`${mark}${n}`).toString('hex').padEnd(32, '0'),
    receivedAt: now,
  });
  const content = (nps: number) => ({
    unit: 1 + (n % 2),
    questionnaire: null,
    nps,
    statements: {},
    comment: { text: `sanat ${n}`, language: null, redacted: [] },
    answeredAt: now,
    language: null,
    channel: null,
    respondent: 'self' as const,
    ageBand: null,
  });
  const given = encodeEvent({ ...base, type: 'feedback.given', data: { ...stamp(0, 'g'), ...content(9) } });
  const amended = encodeEvent({
    ...base,
    id: `${n}-a`,
    type: 'feedback.amended',
    data: { ...stamp(1, 'a'), ...content(0) },
  });
  const withdrawn = encodeEvent({ ...base, id: `${n}-w`, type: 'feedback.withdrawn', data: stamp(2, 'w') });
  return [
    given,
    ...(n % 3 === 0 ? [given] : []),
    ...(n % 5 === 0 ? [amended] : []),
    ...(n % 7 === 0 ? [withdrawn] : []),
  ];
}

async function append(log: EventLog, from: number, to: number): Promise<number> {
  for (let n = from; n < to; n += 10) {
    const numbers = Array.from({ length: Math.min(10, to - n) }, (_, i) => n + i);
    await log.append(numbers.flatMap(eventsOf));
  }
  return to;
}

function expected(answers: number) {
  const all = Array.from({ length: answers }, (_, n) => n).filter((n) => n % 7 !== 0);
  const detractors = all.filter((n) => n % 5 === 0).length;
  return { promoters: all.length - detractors, detractors };
}

const positionsOf = async (store: Store, log: EventLog) =>
  (await store.partitionStates(log.topic.id)).reduce((sum, { offset }) => sum + offset, 0);
const endOf = async (log: EventLog) => (await log.ranges()).reduce((sum, { end }) => sum + end, 0);

async function recordedAll(store: Store, log: EventLog): Promise<void> {
  const end = await endOf(log);
  await expect.poll(() => positionsOf(store, log), { timeout: 8_000, interval: 20 }).toBe(end);
}

const lineOf = (one: object) => JSON.stringify(Object.entries(one).sort());

/** Documents are what the events come to, the tallies what the documents come to, and each message has one outcome. */
async function expectExactly(store: Store, log: EventLog, answers: number): Promise<void> {
  const { documents, tallies } = await store.recount();
  expect(tallies.map(lineOf).sort()).toEqual(documents.map(lineOf).sort());
  const sum = (of: 'promoters' | 'detractors') => documents.reduce((total, one) => total + one[of], 0);
  expect({ promoters: sum('promoters'), detractors: sum('detractors') }).toEqual(expected(answers));
  const counts = (await store.partitionStates(log.topic.id)).flatMap((state) =>
    Object.values(state.counts).flatMap((bySource) => Object.values(bySource)),
  );
  expect(counts.reduce((a, b) => a + b, 0)).toBe(await endOf(log));
}

/** A dashboard at a gateway on a store: what it was last told of all units. */
async function startDashboard(store: Store) {
  const clock = Date.now;
  const follower = await followScoreboard(store, { today: () => helsinkiDay(clock()), retryAfterMs: 20 });
  const gateway = createGateway({
    follower,
    clock,
    logger,
    registry: createRegistry(),
    limits: { tickMs: 5 },
  });
  const http = createServer();
  http.on('upgrade', gateway.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, liveSubprotocol);
  const messages: ScoresMessage[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', scopes: ['all'], windows: ['7d'] }));
  await expect.poll(() => messages.length).toBeGreaterThan(0);
  return {
    messages,
    async stop() {
      await gateway.close();
      await new Promise((resolve) => http.close(resolve));
      await follower.stop();
    },
  };
}

describe.each([
  ['SQLite', () => sqliteStorage(folder)],
  ['MongoDB', mongoStorage],
] as const)('a backup on %s', (_name, start) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await start();
  });
  afterAll(() => storage?.stop());
  const openLog = () =>
    openSqliteEventLog({ file: join(mkdtempSync(join(folder, 'log-')), 'log.sqlite'), synchronous: 'OFF' });
  const recording = async (log: EventLog, store: Store) => {
    const deps = { log, store, clock: Date.now, logger };
    const recorder = await startRecorder(deps);
    const stalls = watchStalledPartitions({ ...deps, everyMs: 100 });
    return {
      async stop() {
        await stalls.stop();
        await recorder.stop();
      },
    };
  };

  /** Records 200 answers, takes a backup while more are recorded, and loses the store. */
  async function backedUp(): Promise<{ log: EventLog; file: string; answers: number }> {
    const log = await openLog();
    const store = await (await storage.newPlace()).open();
    await store.putDirectory(directory);
    const recorder = await recording(log, store);
    await append(log, 0, 200);
    await expect.poll(() => positionsOf(store, log), { timeout: 20_000 }).toBeGreaterThan(50);
    const more = append(log, 200, 600);
    const file = join(mkdtempSync(join(folder, 'backup-')), 'backup.gz');
    await writeBackup(store, file, { createdAt: Date.now(), sample: false });
    const answers = await more;
    await recordedAll(store, log);
    await recorder.stop();
    await store.close();
    return { log, file, answers };
  }

  async function replayed(place: Place, log: EventLog, answers: number): Promise<void> {
    const store = await place.open();
    const from = await positionsOf(store, log);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThan(await endOf(log));
    const recorder = await recording(log, store);
    await recordedAll(store, log);
    await expectExactly(store, log, answers);
    const total = await append(log, answers, answers + 50);
    await recordedAll(store, log);
    await expectExactly(store, log, total);
    await recorder.stop();
    await store.close();
  }

  it('taken while recording goes on loses and doubles nothing once it is restored and the log applied', async () => {
    const { log, file, answers } = await backedUp();
    const place = await storage.newPlace();
    await place.restore((await openBackup(file)).records());
    await replayed(place, log, answers);
    await log.close();
  });

  it('whose restore was killed in the middle is not taken for whole, and is begun again', async () => {
    const { log, file, answers } = await backedUp();
    const place = await storage.newPlace();
    const script = fileURLToPath(new URL('./restoring-process.ts', import.meta.url));
    const dying = spawn(process.execPath, [script, file, ...place.names], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(dying.stdout, 'data');
    dying.kill('SIGKILL');
    await once(dying, 'exit');
    const half = await place.open().catch((error) => error);
    if (half instanceof Error) expect(half).toMatchObject({ code: 'restoring' });
    else {
      expect(await half.answerCount()).toBe(0);
      await half.close();
    }
    await place.restore((await openBackup(file)).records());
    await replayed(place, log, answers);
    await log.close();
  });

  it('restored under a gateway gives its dashboards a new epoch and the right figures, and nothing in between', async () => {
    const { log, file, answers } = await backedUp();
    const place = await storage.newPlace();
    const store = await place.open();
    await store.putDirectory(directory);
    const dashboard = await startDashboard(store);
    const backup = await openBackup(file);
    const slowly = async function* () {
      for await (const chunk of backup.records()) {
        yield chunk;
        await delay(30);
      }
    };
    await place.restore(slowly());
    const { messages } = dashboard;
    await expect.poll(() => messages.at(-1)?.scores['7d']?.n, { timeout: 15_000 }).toBeGreaterThan(0);
    const restored = messages.at(-1);
    const { documents } = await store.recount();
    const counted = documents.reduce((sum, { promoters, detractors }) => sum + promoters + detractors, 0);
    expect(restored?.scores['7d']?.n).toBe(counted);
    expect(restored).toMatchObject({ type: 'snapshot' });
    expect(restored?.epoch).not.toBe(messages[0]?.epoch);
    // Half of a restore is never shown.
    const seen = new Set(messages.map(({ scores }) => scores['7d']?.n));
    expect([...seen].sort()).toEqual([0, counted].sort());
    const recorder = await recording(log, store);
    await recordedAll(store, log);
    const { promoters, detractors } = expected(answers);
    await expect
      .poll(() => messages.at(-1)?.scores['7d'], { timeout: 10_000 })
      .toMatchObject({ promoters, detractors });
    expect(messages.at(-1)?.epoch).toBe(restored?.epoch);
    await recorder.stop();
    await dashboard.stop();
    await store.close();
    await log.close();
  });

  it('is not restored into a store in which something was recorded', async () => {
    const { log, file } = await backedUp();
    const place = await storage.newPlace();
    const store = await place.open();
    await store.putDirectory(directory);
    const recorder = await recording(log, store);
    await recordedAll(store, log);
    await expect(place.restore((await openBackup(file)).records())).rejects.toMatchObject({
      code: 'not-empty',
    });
    await expectExactly(store, log, 600);
    await recorder.stop();
    await store.close();
    await log.close();
  });
});
