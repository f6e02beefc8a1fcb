import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { allTallies, deltaOf, given, record, topic, withdrawn } from './contract/samples.ts';
import { restoreSqliteStore } from './sqlite/restore.ts';
import { longWalBytes } from './sqlite/wal.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { RecorderTransaction } from './store.ts';
import { storeContract } from './store-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = root;
let file = '';
const newFolder = () => {
  folder = mkdtempSync(join(root, 'case-'));
  file = join(folder, 'store.db');
};
const openLast = () => openSqliteStore({ file, durability: 'off', pollMs: 20 });
const filesContain = (words: string) =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(words));

storeContract('the SQLite adapter', {
  open() {
    newFolder();
    return openLast();
  },
  reopen: openLast,
  restore: (records) => restoreSqliteStore(file, records, Date.now()),
  filesContain: async (words) => filesContain(words),
});

type Recording = ChildProcessByStdio<null, Readable, null>;

/** Starts a process that records into the file; ended by the test or after `most` answers. */
function startRecording(most?: number): Recording {
  const script = fileURLToPath(new URL('./sqlite/test-processes/record-forever.ts', import.meta.url));
  const args = [script, file, ...(most === undefined ? [] : [String(most)])];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The last number a recording printed, after killing it when it has printed `lines` of them. */
async function killAfter(recording: Recording, lines: number): Promise<number> {
  let seen = 0;
  let last = 0;
  for await (const line of createInterface({ input: recording.stdout })) {
    last = Number(line);
    if (++seen === lines) recording.kill('SIGKILL');
  }
  return last;
}

describe('a SQLite store', () => {
  beforeEach(newFolder);

  it('is never torn by kill -9 between transactions, and keeps all that were acknowledged', async () => {
    let recorded = 0;
    for (const lines of [1, 7, 40, 133, 400]) {
      const acknowledged = await killAfter(startRecording(), lines);
      const store = await openLast();
      const [state] = await store.partitionStates(topic);
      const [tally] = await allTallies(store);
      recorded = state?.offset ?? 0;
      expect(recorded).toBeGreaterThanOrEqual(acknowledged);
      expect(state?.counts.units).toEqual({ recorded });
      expect(tally?.promoters).toBe(recorded);
      expect(await store.answerCount()).toBe(recorded);
      expect(await store.answer(`units:${recorded - 1}`)).not.toBeNull();
      await store.close();
    }
    expect(recorded).toBeGreaterThan(500);
  });

  it('is followed while another process writes it', async () => {
    const store = await openLast();
    const told = Promise.withResolvers<void>();
    let promoters = 0;
    const following = store.followTallies(await store.changeToken(), ({ documents }) => {
      promoters = Math.max(promoters, ...documents.map((tally) => tally.promoters));
      if (promoters === 50) told.resolve();
    });
    const recording = startRecording(50);
    recording.stdout.resume();
    await told.promise;
    await following.stop();
    if (recording.exitCode === null) await once(recording, 'exit');
    await store.close();
  });

  it('takes the writes of several processes at once, each whole', async () => {
    const store = await openLast();
    const recordings = [startRecording(60), startRecording(60), startRecording(60)];
    for (const { stdout } of recordings) stdout.resume();
    await Promise.all(recordings.map((recording) => once(recording, 'exit')));
    expect(await store.partitionStates(topic)).toMatchObject([
      { offset: 180, counts: { units: { recorded: 180 } } },
    ]);
    await store.close();
  });

  it('of a newer release is refused and left as it is', async () => {
    await (await openLast()).close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const before = readFileSync(file);
    await expect(openLast()).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/newer release/),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is not made of another database, or of a file that is none', async () => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE events (id INTEGER)');
    db.close();
    const before = readFileSync(file);
    await expect(openLast()).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/something else/),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    writeFileSync(file, 'dear diary, '.repeat(1000));
    await expect(openLast()).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/no database/),
    });
  });

  it('that was put back from an older copy has lost its history', async () => {
    const first = await openLast();
    await record(first, given('units:a'));
    await first.close();
    copyFileSync(file, `${file}.copy`);
    const second = await openLast();
    await record(second, given('units:b'));
    const token = await second.changeToken();
    await second.close();
    copyFileSync(`${file}.copy`, file);
    const restored = await openLast();
    await expect(restored.followTallies(token, () => undefined).ended).rejects.toMatchObject({
      code: 'history-lost',
    });
    await restored.close();
  });

  it('refuses what a work did not wait for, once its transaction has ended', async () => {
    const store = await openLast();
    let leaked: RecorderTransaction | undefined;
    await store.transaction(async (tx) => {
      leaked = tx;
    });
    const late = store.transaction(async () => {
      await expect(leaked?.putAnswers([given('units:late')])).rejects.toMatchObject({ code: 'closed' });
    });
    await late;
    expect(await store.answer('units:late')).toBeNull();
    await store.close();
  });

  it('waits for another process with the event loop running, and says so when it waited in vain', async () => {
    const store = await openLast();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    setTimeout(() => other.exec('COMMIT'), 60);
    await store.ping();
    other.exec('BEGIN IMMEDIATE');
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
    other.close();
    await store.ping();
    await store.close();
  });

  it('fails a ping when its file is gone or another one, and belongs to its account only', async () => {
    const store = await openLast();
    expect(statSync(file).mode & 0o077).toBe(0);
    rmSync(file);
    await expect(store.ping()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/gone/),
    });
    writeFileSync(file, '');
    await expect(store.ping()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/replaced/),
    });
    await store.close();
  });

  it('cannot be opened where there can be no file', async () => {
    writeFileSync(join(folder, 'plain'), '');
    await expect(openSqliteStore({ file: join(folder, 'plain', 'store.db') })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('keeps its WAL short where one reading follows on the other and each lies across a commit', async () => {
    const store = await openLast();
    const long = { comment: { text: 'jono oli pitkä '.repeat(300), language: 'fi' as const, redacted: [] } };
    let longest = 0;
    for (let n = 0; n < 220; n++) {
      const reading = store.tallies('2000-01-01')[Symbol.asyncIterator]();
      await reading.next();
      const answers = Array.from({ length: 200 }, (_, i) => given(`units:${n}-${i}`, { content: long }));
      await store.transaction(async (tx) => {
        await tx.putAnswers(answers);
        await tx.addTallies(
          0,
          answers.map((answer) => deltaOf(answer)),
        );
      });
      longest = Math.max(longest, statSync(`${file}-wal`).size);
      while (!(await reading.next()).done);
    }
    expect(longest).toBeLessThan(1.25 * longWalBytes);
    expect(statSync(file).size + statSync(`${file}-wal`).size).toBeGreaterThan(2 * longWalBytes);
    await store.close();
  });

  it('forgets erased words once a reading of an older moment has ended, and after kill -9 at its next start', async () => {
    const words = 'odotin kaksi tuntia';
    const comment = { comment: { text: words, language: 'fi' as const, redacted: [] } };
    const answer = given('units:a', { content: comment });
    const store = await openLast();
    await record(store, answer);
    await store.transaction((tx) =>
      tx.addTallies(
        0,
        Array.from({ length: 6000 }, (_, n) => ({ ...deltaOf(answer), unit: n + 1 })),
      ),
    );
    const reading = store.tallies('2000-01-01')[Symbol.asyncIterator]();
    await reading.next();
    await store.transaction((tx) => tx.putAnswers([withdrawn(answer)]));
    copyFileSync(file, `${file}.killed`);
    copyFileSync(`${file}-wal`, `${file}.killed-wal`);
    expect(filesContain(words)).toBe(true);
    const killed = await openSqliteStore({ file: `${file}.killed` });
    expect(readFileSync(`${file}.killed-wal`).includes(words)).toBe(false);
    expect(readFileSync(`${file}.killed`).includes(words)).toBe(false);
    await killed.close();
    while (!(await reading.next()).done);
    await expect.poll(() => filesContain(words), { timeout: 5000, interval: 50 }).toBe(false);
    await store.close();
  });
});
