import { sources } from '@kuulolla/contracts/source';
import type { ClientSession, Document } from 'mongodb';
import type { CellCounts } from '../merged-deltas.ts';
import { createRecountSums, sourceOfCell } from '../recount-sums.ts';
import type { Store } from '../store.ts';
import type { MongoCollections } from './collections.ts';
import { openMoment } from './moment.ts';

type Recounted = Awaited<ReturnType<Store['recount']>>;
type Answers = Awaited<ReturnType<Store['distinctAnswers']>>;
type UnitDay = Awaited<ReturnType<Store['unitDays']>>[number];

const nps = '$content.nps';
const countIf = (condition: Document) => ({ $sum: { $cond: [condition, 1, 0] } });
/** Sums over grouped answers. To MongoDB null is less than any number, hence the lower bound of detractors. */
const countsOfAnswers = {
  promoters: countIf({ $gte: [nps, 9] }),
  passives: countIf({ $and: [{ $gte: [nps, 7] }, { $lte: [nps, 8] }] }),
  detractors: countIf({ $and: [{ $gte: [nps, 0] }, { $lte: [nps, 6] }] }),
  unscored: countIf({ $lt: [nps, 0] }),
};

interface CountedCell {
  readonly _id: {
    readonly day: string;
    readonly unit: number;
    readonly partition: number;
    readonly cell: string;
  };
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly unscored: number;
}

/** The answers of some days counted by day, unit, partition and cell. */
export async function* countedCells(
  { answers }: MongoCollections,
  where: Document,
  session: ClientSession,
): AsyncGenerator<CountedCell['_id'] & { readonly counts: CellCounts }> {
  const by = { day: '$day', unit: '$content.unit', partition: '$partition', cell: '$cell' };
  const groups = answers.aggregate<CountedCell>(
    [{ $match: { state: 'given', ...where } }, { $group: { _id: by, ...countsOfAnswers } }],
    { session },
  );
  for await (const { _id, promoters, passives, detractors, unscored } of groups) {
    yield { ..._id, counts: [promoters, passives, detractors, unscored] };
  }
}

/**
 * Recounts both sides month by month, each month from one moment, so that none of them outlasts the moment. What moves from one
 * month to another meanwhile moves on both sides.
 */
export async function recount(store: MongoCollections): Promise<Recounted> {
  const documents = createRecountSums();
  const tallies = createRecountSums();
  for (const month of await months(store)) {
    const day = { $gt: month, $lt: `${month}-99` };
    const moment = await openMoment(store);
    const { session } = moment;
    try {
      for await (const { cell, unit, day: on, counts } of countedCells(moment.store, { day }, session)) {
        documents.add(cell, unit, on, counts);
      }
      const projection = { unit: 1, day: 1, cells: 1 };
      for await (const { unit, day: on, cells } of moment.store.tallies.find(
        { day },
        { session, projection },
      )) {
        for (const [cell, counts] of Object.entries(cells)) tallies.add(cell, unit, on, counts);
      }
    } finally {
      await moment.close();
    }
  }
  return { documents: documents.recounts(), tallies: tallies.recounts() };
}

/** All months, `YYYY-MM`, from the first day of answers and tallies to the last. */
async function months({ answers, tallies }: MongoCollections): Promise<string[]> {
  const ends = await Promise.all(
    ([1, -1] as const).flatMap((order) => [
      answers.findOne({ state: 'given' }, { sort: { day: order }, hint: 'by_day', projection: { day: 1 } }),
      tallies.findOne({}, { sort: { day: order }, projection: { day: 1 } }),
    ]),
  );
  const days = ends.flatMap((end) => (end !== null && 'day' in end ? [end.day] : [])).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: string[] = [];
  for (let month = first.slice(0, 7); month <= last.slice(0, 7); month = nextMonth(month)) all.push(month);
  return all;
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** Distinct answers by source, unit and day; those withdrawn by source only. */
export async function distinctAnswers({ answers }: MongoCollections): Promise<Answers> {
  const counts = new Map<string, Answers[number]>();
  const given = answers.aggregate<{ _id: { day: string; unit: number; cell: string }; answers: number }>(
    [
      { $match: { state: 'given' } },
      { $group: { _id: { day: '$day', unit: '$content.unit', cell: '$cell' }, answers: { $sum: 1 } } },
    ],
    { hint: 'by_day' },
  );
  for await (const { _id, answers: more } of given) {
    const source = sourceOfCell(_id.cell);
    const key = `${_id.day} ${_id.unit} ${source}`;
    const { unit, day } = _id;
    counts.set(key, { source, unit, day, answers: (counts.get(key)?.answers ?? 0) + more });
  }
  const withdrawn = await answers
    .aggregate<{ _id: Answers[number]['source']; answers: number }>([
      { $match: { source: { $in: [...sources] }, state: 'withdrawn' } },
      { $group: { _id: '$source', answers: { $sum: 1 } } },
    ])
    .toArray();
  const tombstones = withdrawn.map(({ _id, answers: n }) => ({
    source: _id,
    unit: null,
    day: null,
    answers: n,
  }));
  return [...counts.values(), ...tombstones];
}

/** Unit-days that have documents or tallies, by day and unit. */
export async function unitDays({ answers, tallies }: MongoCollections): Promise<UnitDay[]> {
  const all = new Map<string, UnitDay>();
  const both = [
    answers.aggregate<{ _id: UnitDay }>(
      [{ $match: { state: 'given' } }, { $group: { _id: { day: '$day', unit: '$content.unit' } } }],
      { hint: 'by_day' },
    ),
    tallies.aggregate<{ _id: UnitDay }>([{ $group: { _id: { day: '$day', unit: '$unit' } } }]),
  ];
  for (const groups of both) {
    for await (const { _id } of groups) all.set(`${_id.day} ${_id.unit}`, { unit: _id.unit, day: _id.day });
  }
  return [...all.values()].sort((a, b) => a.day.localeCompare(b.day) || a.unit - b.unit);
}
