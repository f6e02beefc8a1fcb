import type { DatabaseSync } from 'node:sqlite';
import type { CellCounts } from '../merged-deltas.ts';
import { createRecountSums } from '../recount-sums.ts';
import type { Store } from '../store.ts';
import { chunksOf, prepareArrays } from './snapshot.ts';
import type { Cells } from './tallies.ts';

type Answers = Awaited<ReturnType<Store['distinctAnswers']>>[number];
type UnitDay = Awaited<ReturnType<Store['unitDays']>>[number];

/** Promoters, passives, detractors and unscored among grouped answers. */
export const countsOfAnswers = `count(*) FILTER (WHERE nps >= 9), count(*) FILTER (WHERE nps BETWEEN 7 AND 8),
  count(*) FILTER (WHERE nps <= 6), count(*) FILTER (WHERE nps IS NULL)`;

const rowsAtOnce = 5000;
type CellRow = [string, number, string, ...CellCounts];

/** Recounts both sides in one reading; yields null now and then, and the whole at the end. */
export function* recount(db: DatabaseSync): Generator<Awaited<ReturnType<Store['recount']>> | null> {
  const documents = createRecountSums();
  const answers = prepareArrays(
    db,
    `SELECT day, unit, cell, ${countsOfAnswers} FROM answers WHERE day IS NOT NULL GROUP BY day, unit, partition, cell`,
  );
  for (const chunk of chunksOf(answers.iterate(), rowsAtOnce)) {
    for (const [day, unit, cell, ...counts] of chunk as CellRow[]) documents.add(cell, unit, day, counts);
    yield null;
  }
  const tallies = createRecountSums();
  const tallied = prepareArrays(db, 'SELECT day, unit, cells FROM tallies');
  for (const chunk of chunksOf(tallied.iterate(), rowsAtOnce)) {
    for (const [day, unit, text] of chunk as [string, number, string][]) {
      const cells = JSON.parse(text) as Cells;
      for (const cell in cells) tallies.add(cell, unit, day, cells[cell] as CellCounts);
    }
    yield null;
  }
  yield { documents: documents.recounts(), tallies: tallies.recounts() };
}

/** Distinct answers by source, unit and day; those withdrawn by source only. */
export function* distinctAnswers(db: DatabaseSync): Generator<Answers[]> {
  const given =
    db.prepare(`SELECT substr(cell, 1, instr(cell, '|') - 1) AS source, unit, day, count(*) AS answers
    FROM answers WHERE day IS NOT NULL GROUP BY day, unit, source`);
  yield* chunksOf(given.iterate(), rowsAtOnce) as Generator<Answers[]>;
  const withdrawn = db.prepare(`SELECT source, unit, day, count(*) AS answers
    FROM answers WHERE day IS NULL GROUP BY source`);
  yield withdrawn.all() as unknown as Answers[];
}

/** Unit-days that have documents or tallies, by day and unit. */
export function* unitDays(db: DatabaseSync): Generator<UnitDay[]> {
  const both = db.prepare(`SELECT day, unit FROM answers WHERE day IS NOT NULL
    UNION SELECT day, unit FROM tallies ORDER BY day, unit`);
  yield* chunksOf(both.iterate(), rowsAtOnce) as Generator<UnitDay[]>;
}
