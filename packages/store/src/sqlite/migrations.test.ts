import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { allTallies, given, record } from '../contract/samples.ts';
import { openSqliteStore } from '../sqlite-store.ts';
import { openWriter } from './connection.ts';
import { type Migration, migrations } from './migrations.ts';

const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
afterAll(() => rmSync(folder, { recursive: true }));
let cases = 0;
let file = '';
beforeEach(() => {
  file = join(folder, `${cases++}.db`);
});

const open = (steps: readonly Migration[]) => openWriter(file, 'off', 1, steps);
const versionOf = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.user_version);
const notes = (db: DatabaseSync) =>
  db
    .prepare('SELECT step FROM notes')
    .all()
    .map(({ step }) => step);
const first: Migration = (db) =>
  db.exec("CREATE TABLE notes (step TEXT); INSERT INTO notes VALUES ('first')");
const second: Migration = (db) => db.exec("INSERT INTO notes VALUES ('second')");

describe('migrations of a SQLite store', () => {
  it('run once, in order, and go on where they stopped when new ones have come', () => {
    open([first]).close();
    open([first, second]).close();
    const db = open([first, second]);
    expect([versionOf(db), notes(db)]).toEqual([3, ['first', 'second']]);
    db.close();
  });

  it('leave nothing of one that failed half-way, and run it again', () => {
    const failing: Migration = (db) => {
      second(db);
      throw new Error('planned');
    };
    expect(() => open([first, failing])).toThrow('planned');
    const left = new DatabaseSync(file);
    expect([versionOf(left), notes(left)]).toEqual([2, ['first']]);
    left.close();
    const db = open([first, second]);
    expect(notes(db)).toEqual(['first', 'second']);
    db.close();
  });

  it('refuse a file with a migration that this release does not know', () => {
    open([first, second]).close();
    expect(() => open([first])).toThrow(/newer release/);
  });

  it('run once where several processes start at once, also when one is killed in the middle', async () => {
    const script = fileURLToPath(new URL('./test-processes/migrate.ts', import.meta.url));
    const start = (how: string) =>
      spawn(process.execPath, [script, file, how], { stdio: ['ignore', 'pipe', 'inherit'] });
    const dying = start('stall');
    await once(dying.stdout, 'data');
    const others = [start('run'), start('run'), start('run')];
    dying.kill('SIGKILL');
    const codes = await Promise.all(others.map(async (one) => (await once(one, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    const db = new DatabaseSync(file);
    expect([versionOf(db), notes(db)]).toEqual([3, ['first', 'second']]);
    db.close();
  });

  it('find the comments of a store that an older release made', async () => {
    open([]).close();
    const old = new DatabaseSync(file);
    const content = (text: string) => JSON.stringify({ ...given('units:a').content, comment: { text } });
    const put = (id: string, text: string) => {
      const words = old.prepare('INSERT INTO words (text) VALUES (?)').run(content(text)).lastInsertRowid;
      old
        .prepare(
          `INSERT INTO answers VALUES (?, 'units', 0, 0, 0, '', '2026-03-02', 17, 'units|fi|self', 9, ?, NULL)`,
        )
        .run(id, words);
    };
    put('units:a', 'sanat');
    put('units:b', '');
    old.exec(
      "INSERT INTO answers (id, source, partition, revision, received_at, fingerprints) VALUES ('units:w', 'units', 0, 0, 0, '')",
    );
    old.close();
    const store = await openSqliteStore({ file, durability: 'off' });
    expect(await store.eraseCommentsBefore('2026-03-03', 10)).toBe(1);
    expect(await store.answer('units:a')).toMatchObject({ content: { comment: { text: '' } } });
    await record(store, given('units:c'));
    await store.close();
  });

  it('leave the other ids of answers, which an older release kept in their content too', async () => {
    open(migrations.slice(0, 4)).close();
    const old = new DatabaseSync(file);
    const { content } = given('maisa:a');
    const words = old
      .prepare('INSERT INTO words (text) VALUES (?)')
      .run(JSON.stringify({ alias: 'b', ...content })).lastInsertRowid;
    const { fingerprints, receivedAt, day } = given('maisa:a');
    old
      .prepare(
        `INSERT INTO answers VALUES ('maisa:a', 'maisa', 0, 0, ?, ?, ?, 17, 'maisa|fi|self', 9, ?, 'b', NULL)`,
      )
      .run(receivedAt, fingerprints.join(' '), day, words);
    old.close();
    const store = await openSqliteStore({ file, durability: 'off' });
    expect(await store.answerByAlias('maisa', 'b')).toEqual(given('maisa:a', { alias: 'b' }));
    await store.close();
  });

  it('keep the cells of tallies that an older release made, and not sums that were not theirs', async () => {
    open(migrations.slice(0, 1)).close();
    const old = new DatabaseSync(file);
    const cells = JSON.stringify({ 'units|fi|self': [2, 1, 0, 0], 'helfi|sv|self': [0, 0, 0, 1] });
    old
      .prepare("INSERT INTO tallies VALUES ('2026-03-02', 17, 3, 99, 1, 0, 1, 7, ?, 1770000000000, NULL)")
      .run(cells);
    old.exec('UPDATE store SET changes = 7');
    old.close();
    const store = await openSqliteStore({ file, durability: 'off' });
    const latest = { acknowledgedAt: 1_770_000_000_000 };
    expect(await allTallies(store)).toEqual([
      {
        ...{ partition: 3, unit: 17, day: '2026-03-02', version: 7, latest, cells: JSON.parse(cells) },
        ...{ promoters: 2, passives: 1, detractors: 0, unscored: 1 },
      },
    ]);
    const token = await store.changeToken();
    await record(store, given('units:c', { partition: 3 }));
    const { promise: told, resolve } = Promise.withResolvers<unknown>();
    const following = store.followTallies(token, ({ documents }) => resolve(documents));
    expect(await told).toMatchObject([{ version: 8, promoters: 3 }]);
    await following.stop();
    await store.close();
  });
});
