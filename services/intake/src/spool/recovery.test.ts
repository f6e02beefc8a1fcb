import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** What the log gets from a spool that finds these bytes at its start, and from an event that comes at once. */
async function deliveredFrom(content: Buffer): Promise<{ texts: string[]; lines: string[] }> {
  const folder = join(testFolder(), 'spool');
  mkdirSync(folder);
  writeFileSync(join(folder, file), content);
  const log = createMoodyLog();
  const { spool, lines } = await openInTest({ log, folder });
  await spool.append([event('a', 'new')]);
  await until(() => spool.depth().events === 0 && spoolFiles(folder).length === 0);
  await spool.close();
  return { texts: log.texts(), lines };
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
    const { texts, lines } = await deliveredFrom(content.subarray(0, cut));
    expect(texts).toEqual(['0', '1', 'new']);
    expect(lines.some((line) => line.includes('torn'))).toBe(cut > lastStart);
  }
});

test('takes neither a tail of zeros nor a tail of noise for answers', async () => {
  const content = await fileWith(['0', '1']);
  const noise = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 167 + 13) % 256));
  for (const tail of [Buffer.alloc(4_096), noise, Buffer.from([0, 0]), Buffer.alloc(64, 0xff)]) {
    const { texts } = await deliveredFrom(Buffer.concat([content, tail]));
    expect(texts).toEqual(['0', '1', 'new']);
  }
});

test('notices any single flipped byte of a record and delivers nothing of it', async () => {
  const content = await fileWith(['0', '1']);
  const start = readRecords(content)[0]?.end as number;
  for (let position = start; position < content.length; position += 5) {
    const flipped = Buffer.from(content);
    flipped[position] = (flipped[position] ?? 0) ^ 0x10;
    const { texts } = await deliveredFrom(flipped);
    expect(texts).toEqual(['0', 'new']);
  }
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
