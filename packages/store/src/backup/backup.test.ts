import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { given, kept, withdrawn } from '../contract/samples.ts';
import type { StoreRecord } from '../store-record.ts';
import { openBackup } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

const folder = mkdtempSync(join(tmpdir(), 'backup-'));
afterAll(() => rmSync(folder, { recursive: true }));
let cases = 0;
let file = '';
beforeEach(() => {
  file = join(folder, `${cases++}.gz`);
});

const answers = Array.from(
  { length: 1_200 },
  (_, n): StoreRecord => [
    'answer',
    given(`units:${n}`, {
      content: { comment: { text: `rivi\u2028${n}`, language: 'fi', redacted: [] } },
    }),
  ],
);
const records: StoreRecord[] = [...answers, ['rejected', kept(1)]];
async function* chunks() {
  yield records.slice(0, 700);
  yield [];
  yield records.slice(700);
}
const write = () => writeBackup({ records: chunks }, file, { createdAt: 1, sample: false });
const linesOf = () => gunzipSync(readFileSync(file)).toString().split('\n');
const pack = (lines: readonly string[]) => writeFileSync(file, gzipSync(lines.join('\n')));

describe('a backup', () => {
  it('gives back what was written, word by word, and can be read by this account only', async () => {
    expect(await write()).toMatchObject({ answer: 1_200, rejected: 1, tally: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const backup = await openBackup(file);
    expect(backup).toMatchObject({ header: { createdAt: 1, sample: false }, counts: { answer: 1_200 } });
    const read: StoreRecord[] = [];
    for await (const chunk of backup.records()) read.push(...chunk);
    expect(read).toEqual(records);
  });

  it('never replaces a file, and leaves none where the store fails half-way', async () => {
    writeFileSync(file, 'mine');
    await expect(write()).rejects.toMatchObject({
      code: 'unusable-file',
      message: expect.stringMatching(/exists already/),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    rmSync(file);
    const failing = async function* () {
      yield answers;
      throw new Error('planned');
    };
    await expect(writeBackup({ records: failing }, file, { createdAt: 1, sample: false })).rejects.toThrow(
      'planned',
    );
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
  });

  it('is refused where it was cut off, at any byte', async () => {
    await write();
    const whole = readFileSync(file);
    for (const part of [0.001, 0.2, 0.5, 0.9, 0.999]) {
      writeFileSync(file, whole.subarray(0, Math.floor(whole.length * part)));
      await expect(openBackup(file), `${part}`).rejects.toMatchObject({ code: 'damaged' });
    }
  });

  it('is refused where lines were taken out, put in or changed, however well it is packed', async () => {
    await write();
    const lines = linesOf();
    const alterations: Record<string, (lines: string[]) => unknown> = {
      'a line less': (all) => all.splice(5, 1),
      'a line twice': (all) => all.splice(5, 0, all[5] ?? ''),
      'two lines in another order': (all) => all.splice(5, 2, all[6] ?? '', all[5] ?? ''),
      'another score': (all) => all.splice(5, 1, (all[5] ?? '').replace('"nps":9', '"nps":1')),
      'no end': (all) => all.splice(-2),
      'more after the end': (all) => all.splice(-1, 0, all[5] ?? ''),
      'an older moment': (all) => all.splice(0, 1, (all[0] ?? '').replace('"createdAt":1', '"createdAt":2')),
    };
    for (const [what, alter] of Object.entries(alterations)) {
      const altered = [...lines];
      alter(altered);
      pack(altered);
      await expect(openBackup(file), what).rejects.toMatchObject({ code: 'damaged', canRetry: false });
    }
    pack(lines);
    await openBackup(file);
  });

  it('of a newer format, or something else, is refused by its name', async () => {
    await write();
    pack([(linesOf()[0] ?? '').replace('"version":2', '"version":3'), 'whatever']);
    await expect(openBackup(file)).rejects.toMatchObject({
      code: 'newer-format',
      message: expect.stringMatching(/newer release/),
    });
    writeFileSync(file, 'not packed at all');
    await expect(openBackup(file)).rejects.toMatchObject({ code: 'not-a-backup' });
    pack(['{"format":"other"}', '']);
    await expect(openBackup(file)).rejects.toMatchObject({ code: 'not-a-backup' });
    await expect(openBackup(join(folder, 'missing'))).rejects.toMatchObject({ code: 'unusable-file' });
  });

  it('of the first format is read as one of this: its aliases lay in the content', async () => {
    const old = given('maisa:a');
    const tombstone = withdrawn(given('maisa:w'));
    const lines = [
      { format: 'kuulolla-backup', version: 1, createdAt: 1, sample: false },
      ['answer', { ...old, content: { alias: 'b', ...old.content } }],
      ['answer', tombstone],
    ].map((line) => JSON.stringify(line));
    const sha256 = createHash('sha256')
      .update(`${lines.join('\n')}\n`)
      .digest('hex');
    const counts = { directory: 0, position: 0, checkpoint: 0, answer: 2, tally: 0, rejected: 0 };
    pack([...lines, JSON.stringify({ end: 'kuulolla-backup', counts, sha256 }), '']);
    const backup = await openBackup(file);
    const read: StoreRecord[] = [];
    for await (const chunk of backup.records()) read.push(...chunk);
    expect(read).toEqual([
      ['answer', given('maisa:a', { alias: 'b' })],
      ['answer', tombstone],
    ]);
  });

  it('that is changed between being checked and being restored fails at its end', async () => {
    await write();
    const backup = await openBackup(file);
    pack(linesOf().map((line, at) => (at === 5 ? line.replace('"nps":9', '"nps":1') : line)));
    const restoring = (async () => {
      for await (const _ of backup.records());
    })();
    await expect(restoring).rejects.toMatchObject({ code: 'damaged' });
  });
});
