import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCliWith, type Settings, testFolder } from '../kuulolla-process.ts';
import { mongoStorage, type Storage, sqlitePlace } from './storages.ts';

/** No broker answers there. */
const noBroker = '127.0.0.1:9';

const unitsFile = fileURLToPath(new URL('../../packages/directory/register/units.json', import.meta.url));

/** A data folder with a store and no log that can be opened. */
async function embedded(): Promise<Settings> {
  const dataDir = testFolder();
  const folder = join(dataDir, 'answers');
  mkdirSync(folder);
  await (await sqlitePlace(join(folder, 'store.sqlite')).open()).close();
  writeFileSync(join(folder, 'log.sqlite'), 'no log'.repeat(1_000));
  return { DATA_DIR: dataDir };
}

describe.each(['SQLite', 'MongoDB'] as const)('while the log is away, on %s', (name) => {
  let storage: Storage | undefined;
  let settings: Settings;
  const run = (...words: string[]) =>
    runCliWith({ ...settings, RECORDER_COMMENT_DAYS: '30' }, testFolder(), ...words);

  beforeAll(async () => {
    if (name === 'SQLite') {
      settings = await embedded();
      return;
    }
    storage = await mongoStorage();
    const [, url = '', database = ''] = (await storage.newPlace()).names;
    settings = { MONGODB_URL: url, MONGODB_DATABASE: database, KAFKA_BROKERS: noBroker };
  });
  afterAll(() => storage?.stop());

  it.each([
    ['backup', join(testFolder(), `${name}.gz`)],
    ['rebuild'],
    ['retention'],
    ['rejected', 'list'],
    ['units', 'import', unitsFile, '--yes'],
  ])('%s works', async (...words) => {
    expect(await run(...words)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([['reconcile'], ['rejected', 'retry']])(
    '%s ends as if it had found a difference',
    async (...words) => {
      const [code, says] =
        name === 'SQLite'
          ? [2, /^\S+log\.sqlite is not an event log.*\n$/]
          : [3, /^Kafka does not serve.*\n$/];
      expect(await run(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
    },
  );
});

it('while the store is away, a file is imported into the log', async () => {
  const dataDir = testFolder();
  const folder = join(dataDir, 'answers');
  mkdirSync(folder);
  writeFileSync(join(folder, 'store.sqlite'), 'no store'.repeat(1_000));
  const csv = join(dataDir, 'answers.csv');
  writeFileSync(csv, 'id,unit,answeredAt,nps\na,1,2026-11-20T09:31:00+02:00,9\n');
  expect(await runCliWith({}, dataDir, 'import', csv)).toMatchObject({ code: 0 });
  const log = await openSqliteEventLog({ file: join(folder, 'log.sqlite') });
  const ends = (await log.ranges()).map(({ end }) => end);
  await log.close();
  expect(ends.reduce((sum, end) => sum + end, 0)).toBe(1);
  expect(readdirSync(folder)).toContain('fingerprint.key');
});
