import { execFile } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { expect, test } from 'vitest';
import { createMoodyLog, event, openInTest, spoolFiles, testFolder, until } from './spool.test-kit.ts';
import { readRecords } from './spool-record.ts';

const run = promisify(execFile);
const ownerScript = join(import.meta.dirname, 'test-processes', 'own-folder.ts');
const file = '000000000001.v1.spool';

/** The bytes of a spool file with one event a text. */
async function fileWith(texts: readonly string[]): Promise<Buffer> {
  const log = createMoodyLog();
  log.mood = 'away';
  const { spool, folder } = await openInTest({ log });
  for (const text of texts) await spool.append([event('a', text)]);
  await spool.close();
  return readFileSync(join(folder, spoolFiles(folder)[0] as string));
}

interface Recovered {
  readonly folder: string;
  readonly texts: string[];
  readonly lines: string[];
  /** The bytes that were kept as damaged. */
  readonly kept: Buffer | null;
}

/** What the log gets from a spool that finds these bytes at its start, and from an event that comes at once. */
async function deliveredFrom(content: Buffer): Promise<Recovered> {
  const folder = join(testFolder(), 'spool');
  mkdirSync(folder);
  writeFileSync(join(folder, file), content);
  const log = createMoodyLog();
  const { spool, lines } = await openInTest({ log, folder });
  await spool.append([event('a', 'new')]);
  await until(() => spool.depth().events === 0 && spoolFiles(folder).length === 0);
  await spool.close();
  const kept = readdirSync(folder).find((name) => name.endsWith('.damaged'));
  return { folder, texts: log.texts(), lines, kept: kept ? readFileSync(join(folder, kept)) : null };
}

function flipped(content: Buffer, position: number): Buffer {
  const copy = Buffer.from(content);
  copy[position] = (copy[position] ?? 0) ^ 0x10;
  return copy;
}

test('delivers what an earlier process left before anything new', async () => {
  const { texts } = await deliveredFrom(await fileWith(['0', '1', '2']));
  expect(texts).toEqual(['0', '1', '2', 'new']);
});

test('leaves out a record that was torn in the middle of its write, at whichever byte', async () => {
  const content = await fileWith(['0', '1', '2']);
  const ends = readRecords(content).map(({ end }) => end);
  const lastStart = ends[1] as number;
  for (let cut = lastStart; cut < content.length; cut += 7) {
    const { texts, lines, kept } = await deliveredFrom(content.subarray(0, cut));
    expect([texts, kept]).toEqual([['0', '1', 'new'], null]);
    expect(lines.some((line) => line.includes('torn'))).toBe(cut > lastStart);
  }
});

test('takes neither a tail of zeros nor a tail of noise for answers', async () => {
  const content = await fileWith(['0', '1']);
  const noise = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 167 + 13) % 256));
  for (const tail of [Buffer.alloc(4_096), noise, Buffer.from([0, 0]), Buffer.alloc(64, 0xff)]) {
    const { texts, kept } = await deliveredFrom(Buffer.concat([content, tail]));
    expect([texts, kept]).toEqual([['0', '1', 'new'], null]);
  }
});

test('notices any single flipped byte of a record and delivers nothing of it', async () => {
  const content = await fileWith(['0', '1']);
  const start = readRecords(content)[0]?.end as number;
  for (let position = start; position < content.length; position += 5) {
    const { texts } = await deliveredFrom(flipped(content, position));
    expect(texts).toEqual(['0', 'new']);
  }
});

test('a flipped bit costs no other answer, whichever it hits, and the file is kept as it is', async () => {
  const content = await fileWith(['0', '1', '2', '3']);
  const [first] = readRecords(content);
  const hits = { length: 3, checksum: 5, head: 20, value: (first?.end ?? 0) - 1 };
  for (const at of [0, 1, 2]) {
    for (const [part, offset] of Object.entries(hits)) {
      const damaged = flipped(content, at * (first?.end ?? 0) + offset);
      const { texts, lines, kept } = await deliveredFrom(damaged);
      const others = ['0', '1', '2', '3'].filter((text) => text !== `${at}`);
      expect([part, texts]).toEqual([part, [...others, 'new']]);
      expect(kept?.equals(damaged)).toBe(true);
      expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1);
    }
  }
});

test('a last answer that was written whole and is damaged is kept too: no crash leaves that', async () => {
  const content = await fileWith(['0', '1']);
  const damaged = flipped(content, content.length - 1);
  const { texts, kept } = await deliveredFrom(damaged);
  expect([texts, kept?.equals(damaged)]).toEqual([['0', 'new'], true]);
});

test('a power cut that leaves zeros from the middle of an answer on is a torn end', async () => {
  const content = await fileWith(['0', '1', '2']);
  const [, second] = readRecords(content);
  const torn = Buffer.from(content).fill(0, (second?.start ?? 0) + 30);
  const { texts, kept } = await deliveredFrom(torn);
  expect([texts, kept]).toEqual([['0', 'new'], null]);
});

test('a damaged file counts until it is moved away, and none that is damaged later takes its place', async () => {
  const content = await fileWith(['0', '1']);
  const damaged = flipped(content, 20);
  const { folder } = await deliveredFrom(damaged);
  const registry = createRegistry();
  const log = createMoodyLog();
  log.mood = 'away';
  const { spool } = await openInTest({ log, folder, registry });
  expect(await registry.metrics()).toContain('kuulolla_spool_damaged_files 1\n');
  await spool.append([event('a', '2')]);
  await spool.append([event('a', '3')]);
  await spool.close();
  const name = join(folder, spoolFiles(folder)[0] as string);
  writeFileSync(name, flipped(readFileSync(name), 20));

  log.mood = 'up';
  const again = await openInTest({ log, folder, registry: createRegistry() });
  await until(() => again.spool.depth().events === 0 && spoolFiles(folder).length === 0);
  expect(log.texts()).toEqual(['3']);
  const kept = readdirSync(folder).filter((each) => each.endsWith('.damaged'));
  expect(kept).toHaveLength(2);
  expect(readFileSync(join(folder, `${file}.damaged`)).equals(damaged)).toBe(true);
  for (const each of kept) rmSync(join(folder, each));
  expect(await registry.metrics()).toContain('kuulolla_spool_damaged_files 0\n');
});

test('starts on a file without a single whole record', async () => {
  for (const content of [Buffer.alloc(0), Buffer.from('half')]) {
    expect((await deliveredFrom(content)).texts).toEqual(['new']);
  }
});

function setLastByte(name: string, length: number, byte: number): void {
  const file = openSync(name, 'r+');
  writeSync(file, Buffer.from([byte]), 0, 1, length - 1);
  closeSync(file);
}

test('stands and says so when the disk loses what it had synced, and goes on when it is restored', async () => {
  const log = createMoodyLog();
  const { spool, folder, lines } = await openInTest({ log });
  log.mood = 'away';
  for (const text of ['0', '1', '2']) await spool.append([event('a', text)]);
  const name = join(folder, spoolFiles(folder)[0] as string);
  const content = readFileSync(name);
  setLastByte(name, content.length, 0);
  await until(() => lines.some((line) => line.includes('"code":"damaged"') && line.includes('"events":3')));
  log.mood = 'up';
  await spool.append([event('a', '3')]);
  expect(log.texts()).toEqual([]);
  setLastByte(name, content.length, content.at(-1) as number);
  await until(() => spool.depth().events === 0);
  expect(log.texts()).toEqual(['0', '1', '2', '3']);
});

test('leaves files of a newer version alone and says which', async () => {
  const folder = join(testFolder(), 'spool');
  mkdirSync(folder);
  writeFileSync(join(folder, '000000000007.v2.spool'), 'of tomorrow');
  const opening = openInTest({ log: createMoodyLog(), folder });
  await expect(opening).rejects.toMatchObject({ code: 'wrong-version' });
  expect(readFileSync(join(folder, '000000000007.v2.spool'), 'utf8')).toBe('of tomorrow');
});

test('never uses a file name twice while the file is there', async () => {
  const log = createMoodyLog();
  log.mood = 'away';
  const first = await openInTest({ log });
  await first.spool.append([event('a', '0')]);
  await first.spool.close();
  const second = await openInTest({ log, folder: first.folder });
  await second.spool.append([event('a', '1')]);
  await second.spool.close();
  expect(spoolFiles(first.folder)).toEqual([file, '000000000002.v1.spool']);
});

test('a folder has one owner: a second process is refused in words, and not after the first is gone', async () => {
  const { spool, folder } = await openInTest({ log: createMoodyLog() });
  const refused = await run(process.execPath, [ownerScript, folder]).catch((error) => error);
  expect(refused.stdout).toContain('bad-setting');
  expect(refused.stdout).toMatch(/INTAKE_SPOOL: another process has .*give each intake a folder of its own/);
  await expect(openInTest({ log: createMoodyLog(), folder })).rejects.toThrow('another process');
  await spool.close();
  expect((await run(process.execPath, [ownerScript, folder])).stdout).toBe('owned\n');
});

test('says what is wrong with a folder that cannot be', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'a-file'), '');
  for (const wrong of [join(folder, 'missing', 'spool'), join(folder, 'a-file')]) {
    await expect(openInTest({ log: createMoodyLog(), folder: wrong })).rejects.toMatchObject({
      code: 'bad-setting',
    });
  }
});
