import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { expect, it } from 'vitest';
import { runCliWith, testFolder } from '../kuulolla-process.ts';
import { sqlitePlace } from './storages.ts';

const secret = { INTAKE_FINGERPRINT_KEY: 'ab'.repeat(32) };

/** A data folder with a store, and a file of one answer without an id. */
async function started() {
  const dataDir = testFolder();
  const folder = join(dataDir, 'answers');
  mkdirSync(folder);
  await (await sqlitePlace(join(folder, 'store.sqlite')).open()).close();
  const csv = join(dataDir, 'answers.csv');
  writeFileSync(csv, 'unit,answeredAt,nps\n1,2026-11-20T09:31:00+02:00,9\n');
  return { dataDir, folder, csv };
}

async function keysInLog(folder: string): Promise<string[]> {
  const log = await openSqliteEventLog({ file: join(folder, 'log.sqlite') });
  const keys: string[] = [];
  for (const { partition, start, end } of await log.ranges())
    for (const { key } of await log.read(partition, start, end - start)) keys.push(key);
  await log.close();
  return keys;
}

it('another secret than the folder has counts a file without ids twice', async () => {
  const { dataDir, folder, csv } = await started();
  expect(await runCliWith({}, dataDir, 'import', csv)).toMatchObject({ code: 0 });
  expect(await runCliWith(secret, dataDir, 'import', csv)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^INTAKE_FINGERPRINT_KEY is not the secret in \S+fingerprint\.key.*\n$/),
  });
  expect(await keysInLog(folder)).toHaveLength(1);
});

it('beside an intake by itself on files, a secret of another making counts a file without ids twice', async () => {
  const { dataDir, folder, csv } = await started();
  for (const _ of [1, 2]) expect(await runCliWith(secret, dataDir, 'import', csv)).toMatchObject({ code: 0 });
  expect(new Set(await keysInLog(folder)).size).toBe(1);
  expect(existsSync(join(folder, 'fingerprint.key'))).toBe(false);
});

it('INTAKE_PROFILES set to nothing, as a copy of .env.dist has it, is taken for a file', async () => {
  const { dataDir, csv } = await started();
  expect(await runCliWith({ INTAKE_PROFILES: '' }, dataDir, 'import', csv)).toMatchObject({
    code: 0,
    stderr: '',
  });
  const own = join(dataDir, 'profiles.json');
  writeFileSync(own, 'none');
  expect(await runCliWith({ INTAKE_PROFILES: own }, dataDir, 'import', csv)).toMatchObject({
    code: 2,
    stderr: 'The file of profiles profiles.json is not JSON.\n',
  });
});
