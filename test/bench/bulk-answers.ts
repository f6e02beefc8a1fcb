import { dayNumber, dayOfNumber, startOfDay } from '@kuulolla/calendar/day';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { partitionOf } from '@kuulolla/event-log/partition-of';
import { createRandom, type Random } from '@kuulolla/sample-town/random';
import { dayRhythm } from '@kuulolla/sample-town/rhythm';
import type { GivenAnswer } from '@kuulolla/store/answer-document';
import type { RecordChunks, StoreRecord } from '@kuulolla/store/store-record';
import topic from '../../infra/topics.json' with { type: 'json' };

/** How many answers, of how many cities of 349 units each, and over how many days up to yesterday. */
export interface BulkSize {
  readonly answers: number;
  readonly cities: number;
  readonly days: number;
}

type Counts = [promoters: number, passives: number, detractors: number, unscored: number];
const recordsAtOnce = 1_000;

/** The shipped register, several times over: a country has its units and areas from many cities. */
export function registerOf(cities: number): Directory {
  const city = loadShippedDirectory();
  const copies = Array.from({ length: cities }, (_, at) => at);
  const ofCity = (area: string, at: number) => (at === 0 ? area : `${area}-${at}`);
  return {
    ...city,
    areas: copies.flatMap((at) => city.areas.map((area) => ({ ...area, id: ofCity(area.id, at) }))),
    units: copies.flatMap((at) =>
      city.units.map(({ oids: _, ...unit }) => ({
        ...unit,
        id: unit.id + 1_000 * at,
        memberships: unit.memberships.map((stay) => ({ ...stay, area: ofCity(stay.area, at) })),
      })),
    ),
  };
}

/**
 * The records of a store with so many answers, the same each time, day by day: each answer's document, and its tallies by
 * partition, unit and day as a recorder would have added them. Large and small units, weekly rhythm, holidays.
 */
export async function* bulkRecords(size: BulkSize, today: string): RecordChunks {
  const register = registerOf(size.cities);
  yield [['directory', register]];
  const shares = unitShares(register);
  const first = dayNumber(today) - size.days;
  const rhythm = Array.from({ length: size.days }, (_, at) => dayRhythm(first + at).dailyUnits);
  const usual = size.answers / rhythm.reduce((sum, busy) => sum + busy, 0);
  const given = new Map(register.units.map(({ id }) => [id, 0]));
  const positions = new Array<number>(topic.partitions).fill(0);
  let chunk: StoreRecord[] = [];
  for (const [at, busy] of rhythm.entries()) {
    for (const [unit, share] of shares) {
      const random = createRandom(1, first + at, unit);
      const count = Math.floor(usual * busy * share + random.next());
      const before = given.get(unit) ?? 0;
      given.set(unit, before + count);
      chunk.push(...unitDay(unit, dayOfNumber(first + at), before, count, random, positions));
      if (chunk.length < recordsAtOnce) continue;
      yield chunk;
      chunk = [];
    }
  }
  yield chunk;
  yield positions.map((offset, partition) => [
    'position',
    {
      topicId: 'bulk',
      partition,
      offset,
      counts: { units: { recorded: offset }, maisa: {}, helfi: {}, '-': {} },
      mark: null,
    },
  ]);
}

/** What part of all answers each unit has: few have many. */
function unitShares({ units }: Directory): Map<number, number> {
  const weights = units.map(({ id }) => Math.exp(0.9 * createRandom(2, id).normal()));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(units.map(({ id }, at) => [id, (weights[at] as number) / sum]));
}

function* unitDay(
  unit: number,
  day: string,
  before: number,
  count: number,
  random: Random,
  positions: number[],
): Generator<StoreRecord> {
  const tallies = new Map<number, { counts: Counts; cells: Record<string, Counts> }>();
  const opens = startOfDay(day) + 8 * 3_600_000;
  for (let at = 0; at < count; at += 1) {
    const answer = drawnAnswer(`units:kiosk-${unit}-${before + at}`, unit, day, opens, random);
    yield ['answer', answer];
    const { partition, content } = answer;
    positions[partition] = (positions[partition] as number) + 1;
    const tally = tallies.get(partition) ?? { counts: [0, 0, 0, 0], cells: {} };
    tallies.set(partition, tally);
    const name = `units|${content.language}|self`;
    const cell = tally.cells[name] ?? [0, 0, 0, 0];
    tally.cells[name] = cell;
    for (const counts of [tally.counts, cell]) counts[placeOf(content.nps)]++;
  }
  for (const [partition, { counts, cells }] of tallies) {
    const [promoters, passives, detractors, unscored] = counts;
    const sums = { promoters, passives, detractors, unscored };
    // Any number above none: a store's own rises by transaction, and is read like this one.
    const tally: TallyDocument = { partition, unit, day, version: dayNumber(day), ...sums, cells };
    yield ['tally', { ...tally, latest: { acknowledgedAt: opens } }];
  }
}

const placeOf = (nps: number | null) => (nps === null ? 3 : nps >= 9 ? 0 : nps >= 7 ? 1 : 2);

function drawnAnswer(id: string, unit: number, day: string, opens: number, random: Random): GivenAnswer {
  const answeredAt = opens + random.below(8 * 3_600_000);
  const hex = () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const words = random.chance(0.3) ? 'Henkilökunta oli ystävällistä ja asiani hoitui heti.' : null;
  return {
    id,
    source: 'units',
    state: 'given',
    revision: 0,
    fingerprints: [hex() + hex() + hex() + hex()],
    partition: partitionOf(id, topic.partitions),
    receivedAt: answeredAt + 1_000,
    day,
    content: {
      unit,
      questionnaire: 'visit-2026',
      nps: random.chance(0.03) ? null : Math.min(10, Math.floor(11.5 * Math.sqrt(random.next()))),
      statements: { access: 1 + random.below(5), encounter: 5 },
      comment: words === null ? null : { text: words, language: 'fi', redacted: [] },
      answeredAt,
      language: random.chance(0.9) ? 'fi' : 'sv',
      channel: 'touchscreen',
      respondent: 'self',
      ageBand: '30-44',
    },
  };
}
