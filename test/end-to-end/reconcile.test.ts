import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { storeFolder } from '@kuulolla/service-kit/data-folder';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ended, type Kuulolla, runCli, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { whenAllRecorded } from './recorded.ts';
import { type Answer, csv, csvOf, doors, send, sendAnswer, sourceOfDoor } from './send-answer.ts';
import { askScore, watchScores } from './watch-scores.ts';

const [unit, otherUnit] = [900_001, 900_002];
const answeredAt = Date.now() - 2 * 86_400_000;
const day = helsinkiDay(answeredAt);
/** hel.fi does not say when a resident wrote: the day of receipt counts. */
const today = helsinkiDay(Date.now());
let kuulolla: Kuulolla;
let dataDir: string;

beforeAll(async () => {
  dataDir = testFolder();
  kuulolla = await startKuulolla(dataDir);
  for (const [at, door] of doors.entries()) {
    for (const nps of [9, 10, 8, 2]) {
      const answer: Answer = { id: `sum-${door}-${nps}`, unit: at === 0 ? otherUnit : unit, nps, answeredAt };
      expect((await sendAnswer(kuulolla, door, answer)).ok).toBe(true);
      expect((await sendAnswer(kuulolla, door, answer)).ok).toBe(true);
    }
  }
  await whenAllRecorded(dataDir);
});

const reconcile = (...words: string[]): Promise<Ended> => runCli(dataDir, 'reconcile', ...words);

/** Changes the store behind everybody's back. */
function tamper<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(storeFolder(dataDir, false).store, { timeout: 5_000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function controlFile(...rows: string[]): string {
  const file = join(testFolder(), 'totals.csv');
  writeFileSync(file, ['source,unit,day,answers', ...rows].join('\n'));
  return file;
}

/** What Prometheus is told of the last reconciliation. */
async function reconcileMetrics(): Promise<Record<string, number>> {
  const text = await (await fetch(`${kuulolla.address}/metrics`)).text();
  const found = text.matchAll(/^kuulolla_reconcile_(\w+) (\S+)$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value)]));
}

test('before the first reconciliation the metrics tell of none', async () => {
  expect(await reconcileMetrics()).toEqual({});
});

test('a healthy store has no difference, and shows each line of the account when asked', async () => {
  const account = await reconcile('--all');
  expect(account).toMatchObject({ code: 0, stderr: '' });
  expect(account.stdout).toMatch(
    /messages since the last checkpoint = outcomes: 40 = 40 in \d+ lines, 0 of them different/,
  );
  expect(account.stdout).toMatch(/documents recounted = tallies: 20 = 20 in/);
  expect(account.stdout).toContain(`units, unit ${unit}, ${day}, promoters: 2`);
  expect(account.stdout).toContain(`maisa, unit ${unit}, ${day}, detractors: 1`);
  expect(account.stdout).toContain(`helfi, unit ${unit}, ${today}, promoters: 4`);
  expect(account.stdout).toContain('No difference.');
  const { differences, completed_timestamp_seconds: at = 0 } = await reconcileMetrics();
  expect(differences).toBe(0);
  expect(Math.abs(Date.now() / 1_000 - at)).toBeLessThan(3_600);
});

describe("a source's own totals", () => {
  test('that are ours pass: in all, of a unit, of a day and of both', async () => {
    const sums = doors.map(sourceOfDoor);
    expect(sums.filter((source) => source === 'units')).toHaveLength(2);
    const rows = [
      'units,,,8',
      `units,${otherUnit},,4`,
      `maisa,,${day},4`,
      `helfi,${unit},${today},8`,
      'maisa,1,,0',
    ];
    const account = await reconcile('--control', controlFile(...rows));
    expect(account.stdout).toContain("the source's own totals = ours");
    expect(account).toMatchObject({ code: 0, stderr: '' });
  });

  test('that are not ours fail, and the line names source, unit and day', async () => {
    const rows = ['units,,,8', `maisa,${unit},${day},5`];
    const account = await reconcile('--control', controlFile(...rows));
    expect(account.code).toBe(1);
    expect(account.stdout).toContain(`maisa, unit ${unit}, ${day}: expected 5, found 4`);
    expect(account.stdout).not.toContain('units, all units');
    expect(account.stdout).toContain('1 differences.');
    expect((await reconcileMetrics()).differences).toBe(1);
  });

  test.each([
    ['a source nobody has', 'kiosks,,,1', 'row 2, source'],
    ['a column too many', 'units,,,1,2', 'CSV'],
  ])('with %s are refused with the place', async (_what, row, place) => {
    const account = await reconcile('--control', controlFile(row));
    expect(account).toMatchObject({ code: 2, stdout: '' });
    expect(account.stderr).toContain(place);
    expect(account.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('in a file that is not there are refused with its name', async () => {
    const account = await reconcile('--control', '/nowhere/totals.csv');
    expect(account).toMatchObject({
      code: 2,
      stderr: '/nowhere/totals.csv cannot be read; check its name and rights.\n',
    });
  });
});

describe('a store somebody tampered with', () => {
  let before: Record<string, Record<string, unknown>[]>;
  const tables = ['tallies', 'answers', 'partitions'] as const;
  const copy = () =>
    tamper((db) =>
      Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()])),
    );

  beforeEach(() => {
    before = copy() as typeof before;
  });
  afterEach(() => {
    tamper((db) => {
      for (const table of tables) {
        db.exec(`DELETE FROM ${table}`);
        for (const row of before[table] ?? []) {
          const names = Object.keys(row);
          const put = db.prepare(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`);
          put.run(...(Object.values(row) as string[]));
        }
      }
    });
  });

  const maisaPartition = () =>
    tamper(
      (db) =>
        db.prepare("SELECT partition FROM answers WHERE id = 'maisa:sum-maisa-9'").get()?.partition as number,
    );

  test('in the counts of a tally is found out, with source, unit and day', async () => {
    const partition = maisaPartition();
    tamper((db) => {
      const where = 'WHERE unit = ? AND day = ? AND partition = ?';
      const { cells } = db.prepare(`SELECT cells FROM tallies ${where}`).get(unit, day, partition) as {
        cells: string;
      };
      const changed = JSON.parse(cells) as Record<string, number[]>;
      const cell = Object.keys(changed).find((name) => name.startsWith('maisa')) as string;
      (changed[cell] as number[])[0] = 100;
      db.prepare(`UPDATE tallies SET cells = ? ${where}`).run(JSON.stringify(changed), unit, day, partition);
    });
    const account = await reconcile();
    expect(account.code).toBe(1);
    expect(account.stdout).toMatch(
      new RegExp(`maisa, unit ${unit}, ${day}, promoters: expected 2, found 10\\d`),
    );
  });

  test('by taking a tally away is found out', async () => {
    tamper((db) => db.prepare('DELETE FROM tallies WHERE unit = ?').run(otherUnit));
    const account = await reconcile();
    expect(account.code).toBe(1);
    expect(account.stdout).toContain(`units, unit ${otherUnit}, ${day}, promoters: expected 2, found 0`);
  });

  test('by taking a document away is found out, with source, unit and day', async () => {
    tamper((db) => db.exec("DELETE FROM answers WHERE id = 'maisa:sum-maisa-2'"));
    const account = await reconcile();
    expect(account.code).toBe(1);
    expect(account.stdout).toContain(`maisa, unit ${unit}, ${day}, detractors: expected 0, found 1`);
  });

  test('by changing the score of a document is found out', async () => {
    tamper((db) => db.exec("UPDATE answers SET nps = 10 WHERE id = 'units:sum-units-csv-2'"));
    const account = await reconcile();
    expect(account.code).toBe(1);
    expect(account.stdout).toContain(`units, unit ${unit}, ${day}, promoters: expected 3, found 2`);
    expect(account.stdout).toContain(`units, unit ${unit}, ${day}, detractors: expected 0, found 1`);
  });

  test('by taking a document and its tally away is found out by the totals of its source', async () => {
    tamper((db) => {
      db.prepare('DELETE FROM answers WHERE unit = ?').run(otherUnit);
      db.prepare('DELETE FROM tallies WHERE unit = ?').run(otherUnit);
    });
    expect((await reconcile()).code).toBe(0);
    const account = await reconcile('--control', controlFile(`units,${otherUnit},${day},4`));
    expect(account.code).toBe(1);
    expect(account.stdout).toContain(`units, unit ${otherUnit}, ${day}: expected 4, found 0`);
  });

  test('in the counts of outcomes is found out, with source and partition', async () => {
    for (let more = 0; more < 2; more++)
      await sendAnswer(kuulolla, 'maisa', { id: 'sum-maisa-9', unit, nps: 9, answeredAt });
    await whenAllRecorded(dataDir);
    before = copy() as typeof before;
    const partition = maisaPartition();
    tamper((db) => {
      const where = 'WHERE partition = ?';
      const { counts } = db.prepare(`SELECT counts FROM partitions ${where}`).get(partition) as {
        counts: string;
      };
      const changed = JSON.parse(counts) as Record<string, Record<string, number>>;
      (changed.maisa as Record<string, number>).recorded = 99;
      db.prepare(`UPDATE partitions SET counts = ? ${where}`).run(JSON.stringify(changed), partition);
    });
    const account = await reconcile();
    expect(account.code).toBe(1);
    expect(account.stdout).toMatch(
      new RegExp(`partition ${partition}, offsets \\d+ to \\d+, maisa: expected \\d+, found \\d+`),
    );
  });
});

describe('rebuild', () => {
  test('names and mends a tally that differed, also while answers stream in, and the page sees it', async () => {
    const scope = `unit:${unit}`;
    const watch = await watchScores(kuulolla, [scope]);
    const right = (await askScore(kuulolla, scope)).n;
    tamper((db) => db.prepare('DELETE FROM tallies WHERE unit = ? AND day = ?').run(unit, day));
    expect((await reconcile()).code).toBe(1);

    let streaming = true;
    let sent = 0;
    const stream = (async () => {
      while (streaming) {
        const rows = Array.from({ length: 20 }, (_, at) => ({
          id: `stream-${sent + at}`,
          unit,
          nps: 10,
          answeredAt,
        }));
        expect((await send(kuulolla, 'units', '/v1/feedback', csv(csvOf(rows)))).status).toBe(202);
        sent += rows.length;
      }
    })();
    await watch.live.until(() => sent > 0);
    const rebuilt = await runCli(dataDir, 'rebuild');
    const beside = await reconcile();
    streaming = false;
    await stream;

    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(rebuilt.stdout).toMatch(
      new RegExp(`unit ${unit}, ${day}, maisa\\S+: tallied 0/0/0/0, counted [\\d/]+; mended`),
    );
    expect(rebuilt.stdout).not.toContain(`unit ${otherUnit}`);
    expect(beside.stdout).toContain('No difference.');
    await whenAllRecorded(dataDir);
    await watch.untilCount(scope, right + sent);
    expect(await reconcile()).toMatchObject({ code: 0, stderr: '' });
    const again = await runCli(dataDir, 'rebuild');
    expect(again.stdout).toMatch(/, 0 tallies differed/);
    watch.live.ws.close();
  }, 120_000);
});
