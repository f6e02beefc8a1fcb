import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { expectCode } from '../contract/harness.ts';
import { openSqliteEventLog } from '../sqlite-event-log.ts';
import { openInTest, testFolder } from './test-folder.ts';

it('refuses a file that a newer version wrote, and leaves it as it is', async () => {
  const file = join(testFolder(), 'log.sqlite');
  await (await openInTest({ file })).close();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 99');
  await expectCode(openSqliteEventLog({ file }), 'wrong-version');
  await expect(openSqliteEventLog({ file })).rejects.toThrow(/newer version \(99, this one knows 1\)/);
  expect(newer.prepare('PRAGMA user_version').get()?.user_version).toBe(99);
  newer.close();
});

it('refuses another SQLite file instead of putting its tables into it', async () => {
  const file = join(testFolder(), 'other.sqlite');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE answer (id TEXT)');
  await expectCode(openSqliteEventLog({ file }), 'wrong-version');
  expect(other.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n).toBe(1);
  other.close();
});

it('refuses a file that is no database, and a folder', async () => {
  const folder = testFolder();
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'notes '.repeat(500));
  await expectCode(openSqliteEventLog({ file }), 'wrong-version');
  mkdirSync(join(folder, 'inner'));
  await expectCode(openSqliteEventLog({ file: join(folder, 'inner') }), 'unavailable');
});

it('refuses another number of partitions than the file has, or one that makes no sense', async () => {
  const file = join(testFolder(), 'log.sqlite');
  await (await openInTest({ file, partitions: 3 })).close();
  await expectCode(openSqliteEventLog({ file, partitions: 4 }), 'wrong-version');
  expect((await openInTest({ file })).topic.partitions).toBe(3);
  for (const partitions of [0, -1, 1.5, 1000]) {
    await expect(openSqliteEventLog({ file, partitions })).rejects.toThrow(RangeError);
  }
});

it('makes the folder, and files that only their owner reads', async () => {
  const file = join(testFolder(), 'deep', 'down', 'log.sqlite');
  await openInTest({ file });
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
});

it('makes one log when it is opened several times at once', async () => {
  const file = join(testFolder(), 'log.sqlite');
  const logs = await Promise.all(Array.from({ length: 5 }, () => openInTest({ file })));
  expect(new Set(logs.map(({ topic }) => topic.id)).size).toBe(1);
});
