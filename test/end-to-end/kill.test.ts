import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeededRandom, seededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import { describe, expect, test } from 'vitest';
import {
  type Ended,
  type Kuulolla,
  keysSetting,
  newKeys,
  runCli,
  runStandalone,
  startKuulolla,
  testFolder,
} from '../kuulolla-process.ts';
import { whenAllRecorded, withStore } from './recorded.ts';
import {
  type Answer,
  csv,
  csvOf,
  type Door,
  deviceAnswer,
  doors,
  json,
  send,
  sendAnswer,
  sourceOfDoor,
} from './send-answer.ts';
import { askScore, watchScores } from './watch-scores.ts';

const rounds = 5;
const senders = 12;

/** What goes into one request: a single answer, or several through the units' door. */
interface Parcel {
  readonly door: Door;
  readonly answers: readonly Answer[];
  state: 'waiting' | 'under-way' | 'acknowledged';
}

/** Parcels for all doors in turn. */
function manyParcels(random: SeededRandom, count: number, startedAt: number): Parcel[] {
  return Array.from({ length: count }, (_, at) => {
    const door = doors[at % doors.length] as Door;
    const several = door === 'units-csv' ? random.below(60) : door === 'units-json' ? random.below(20) : 0;
    const answers = Array.from({ length: 1 + several }, (_, part) => ({
      id: `kill-${at}-${part}`,
      unit: 900_001 + random.below(20),
      nps: random.chance(0.1) ? null : random.below(11),
      comment: `Palaute ${at}.`,
      answeredAt: startedAt - random.below(5 * 86_400_000),
    }));
    return { door, answers, state: 'waiting' };
  });
}

function sendParcel(kuulolla: Kuulolla, { door, answers }: Parcel): Promise<Response> {
  const [first] = answers as [Answer];
  if (door === 'units-json') {
    return send(kuulolla, 'units', '/v1/feedback', json('POST', answers.map(deviceAnswer)));
  }
  if (door === 'units-csv') return send(kuulolla, 'units', '/v1/feedback', csv(csvOf(answers)));
  return sendAnswer(kuulolla, door, first);
}

/** Sends what is waiting, a dozen parcels at a time, until all is acknowledged, the server is gone, or `isEnough`. */
async function stream(kuulolla: Kuulolla, all: readonly Parcel[], isEnough: () => boolean): Promise<void> {
  const waiting = all.filter(({ state }) => state === 'waiting');
  const sender = async () => {
    for (let next = waiting.shift(); next && !isEnough(); next = waiting.shift()) {
      next.state = 'under-way';
      const response = await sendParcel(kuulolla, next).catch(() => null);
      if (response === null) return;
      if (!response.ok) throw new Error(`${next.door} answered ${response.status}.`);
      next.state = 'acknowledged';
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
}

describe('kill -9 in the midst of a stream through all doors', () => {
  test('loses no acknowledged answer and counts none twice', { timeout: 120_000 }, async () => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    console.log(`kill.test.ts: SEED=${seed}`);
    const random = seededRandom(seed);
    const [dataDir, keys] = [testFolder(), newKeys()];
    const all = manyParcels(random, 1_500, Date.now());

    for (let round = 0; round < rounds; round++) {
      const kuulolla = await startKuulolla(dataDir, { keys });
      const enough = acknowledged(all).length + 20 + random.below(200);
      await stream(kuulolla, all, () => {
        if (acknowledged(all).length < enough) return false;
        void kuulolla.kill();
        return true;
      });
      expect((await kuulolla.ended).signal).toBe('SIGKILL');
      expect(all.some(({ state }) => state === 'under-way')).toBe(true);
      await expectKept(dataDir, all);
      for (const parcel of all) if (parcel.state === 'under-way') parcel.state = 'waiting';
    }

    const last = await startKuulolla(dataDir, { keys });
    await stream(last, all, () => false);
    expect(acknowledged(all)).toHaveLength(all.length);
    const outcomes = await whenAllRecorded(dataDir);
    const answers = all.flatMap((parcel) => parcel.answers);
    expect((outcomes.recorded ?? 0) + (outcomes['without-score'] ?? 0)).toBe(answers.length);
    await expectTotals(dataDir, all);
    expect(await last.stop()).toMatchObject({ code: 0, signal: null, stderr: '' });

    const again = await startKuulolla(dataDir, { keys });
    const scores = answers.flatMap(({ unit, nps }) => (nps === null ? [] : [{ unit, nps }]));
    expect((await askScore(again, 'all')).n).toBe(scores.length);
    for (const unit of new Set(scores.map((score) => score.unit))) {
      const ofUnit = scores.filter((score) => score.unit === unit);
      expect(await askScore(again, `unit:${unit}`)).toMatchObject({
        n: ofUnit.length,
        promoters: ofUnit.filter(({ nps }) => nps >= 9).length,
        detractors: ofUnit.filter(({ nps }) => nps <= 6).length,
      });
    }
    expect(await again.stop()).toMatchObject({ code: 0, signal: null });
  });
});

describe('SIGTERM in the midst of a stream through all doors', () => {
  test('ends with 0 within the grace of requests under way, and loses no acknowledged answer', async () => {
    const dataDir = testFolder();
    const kuulolla = await startKuulolla(dataDir);
    const all = manyParcels(seededRandom(7), 300, Date.now());
    let stopped: Promise<Ended> | undefined;
    await stream(kuulolla, all, () => {
      if (acknowledged(all).length >= 60) stopped ??= kuulolla.stop();
      return false;
    });
    expect(await stopped).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(acknowledged(all).length).toBeLessThan(all.length);
    await expectKept(dataDir, all);
  });
});

function acknowledged(all: readonly Parcel[]): Parcel[] {
  return all.filter(({ state }) => state === 'acknowledged');
}

/** Started again, the store holds every acknowledged answer, of the unacknowledged ones some, and each of them once. */
async function expectKept(dataDir: string, all: readonly Parcel[]): Promise<void> {
  const kuulolla = await startKuulolla(dataDir);
  await whenAllRecorded(dataDir);
  const sent = all.flatMap(({ door, state, answers }) =>
    answers.map((answer) => ({ state, answer, id: `${sourceOfDoor(door)}:${answer.id}` })),
  );
  const documents = await withStore(dataDir, (store) => Promise.all(sent.map(({ id }) => store.answer(id))));
  const kept = documents.map((document) => (document?.state === 'given' ? document.content : null));
  for (const [at, { id, state, answer }] of sent.entries()) {
    const content = kept[at] && { unit: kept[at].unit, nps: kept[at].nps };
    const whole = { unit: answer.unit, nps: answer.nps };
    const wanted = { acknowledged: whole, waiting: null, 'under-way': content && whole }[state];
    expect({ id, state, content }).toEqual({ id, state, content: wanted });
  }
  const scored = kept.filter((content) => content !== null && content.nps !== null);
  const watch = await watchScores(kuulolla, ['all']);
  await watch.untilCount('all', scored.length);
  watch.live.ws.close();
  expect(await runCli(dataDir, 'reconcile')).toMatchObject({ code: 0, stderr: '' });
  await kuulolla.kill();
}

/** The sources' own totals, in all and by unit, are ours. */
async function expectTotals(dataDir: string, all: readonly Parcel[]): Promise<void> {
  const totals = new Map<string, number>();
  for (const { door, answers } of all) {
    for (const { unit } of answers) {
      const source = sourceOfDoor(door);
      for (const key of [`${source},,`, `${source},${unit},`]) totals.set(key, (totals.get(key) ?? 0) + 1);
    }
  }
  const control = join(testFolder(), 'totals.csv');
  const rows = [...totals].map(([key, count]) => `${key},${count}`);
  writeFileSync(control, ['source,unit,day,answers', ...rows].join('\n'));
  const account = await runCli(dataDir, 'reconcile', '--control', control);
  expect(account.stdout).toContain('No difference.');
  expect(account).toMatchObject({ code: 0, stderr: '' });
}

describe('a data folder in use', () => {
  test('refuses a second recorder with a sentence and lets the command work beside the first', async () => {
    const dataDir = testFolder();
    const kuulolla = await startKuulolla(dataDir);
    const second = await runStandalone(dataDir, { INTAKE_KEYS: keysSetting(newKeys()) });
    expect(second.code).not.toBe(0);
    expect(second.stderr).toMatch(
      /^Another Kuulolla is recording into \S+; stop it, or set DATA_DIR to another folder\.\n$/,
    );
    expect(second.stdout).toBe('');

    const answers = [1, 2, 3].map((at) => ({
      id: `beside-${at}`,
      unit: 900_001,
      nps: 9,
      answeredAt: Date.now(),
    }));
    const file = join(testFolder(), 'answers.csv');
    writeFileSync(file, csvOf(answers.slice(0, 2)));
    expect(await runCli(dataDir, 'import', file)).toMatchObject({ code: 0, stderr: '' });
    expect((await send(kuulolla, 'units', '/v1/feedback', csv(csvOf(answers)))).status).toBe(202);
    expect(await whenAllRecorded(dataDir)).toEqual({ recorded: 3, duplicate: 2 });
    expect(await runCli(dataDir, 'reconcile')).toMatchObject({ code: 0, stderr: '' });
    expect(await kuulolla.stop()).toMatchObject({ code: 0, signal: null, stderr: '' });

    const successor = await startKuulolla(dataDir);
    expect((await askScore(successor, 'all')).n).toBe(3);
    expect(await successor.stop()).toMatchObject({ code: 0 });
  });
});
