import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventLog, LogBatch } from '@kuulolla/event-log/event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { createLogger } from '@kuulolla/service-kit/logger';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { expect, test } from 'vitest';
import { modelOf, tallyLine } from './answer-model.test-kit.ts';
import { advancingOutside, Crash, crashingStore } from './crashing-store.test-kit.ts';
import { startRecorder } from './recorder.ts';
import { knownUnits, randomSchedule, type Scheduled } from './schedule.test-kit.ts';
import { type SeededRandom, seededRandom } from './seeded-random.test-kit.ts';

const partitions = 3;
const seeds = Number(process.env.MODEL_SEEDS ?? 1_000);
const firstSeed = Number(process.env.MODEL_FIRST_SEED ?? Date.now() % 1_000_000_000);
const logger = createLogger('test', 'silent');
const directory = {
  version: 1,
  entities: [],
  areas: [],
  concepts: [],
  units: knownUnits.map((id) => ({
    id,
    names: { fi: 'a', sv: 'a', en: 'a' },
    concept: null,
    provider: 'SELF_PRODUCED' as const,
    memberships: [],
  })),
};

interface Sut {
  log: EventLog;
  store: Store;
}

async function openBoth(folder: string): Promise<Sut> {
  return {
    log: await openSqliteEventLog({ file: join(folder, 'log.sqlite'), partitions, synchronous: 'OFF' }),
    store: await openSqliteStore({ file: join(folder, 'store.sqlite'), durability: 'off' }),
  };
}

/** Runs a schedule through a recorder that dies at random awaits until all of it is recorded; returns what is left. */
async function runSchedule(
  seed: number,
  mutate: (store: ReturnType<typeof crashingStore>) => typeof store = (s) => s,
) {
  const random = seededRandom(seed);
  const schedule = randomSchedule(random);
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-model-'));
  const both = await openBoth(folder);
  await both.store.putDirectory(directory);
  let crashes = 6;
  try {
    for (let sent = 0; sent < schedule.length || !(await isCaughtUp(both)); ) {
      const some = schedule.slice(sent, sent + 1 + random.below(20));
      sent += some.length;
      await both.log.append(some.map(({ encoded }) => encoded));
      const step = crashes-- > 0 ? crashAfter(random.below(60)) : () => {};
      await recordUntilQuiet(both, mutate(crashingStore(both.store, { step })), random);
      if (random.chance(0.1)) {
        await both.log.close();
        await both.store.close();
        Object.assign(both, await openBoth(folder));
      }
    }
    return { schedule, left: await whatIsLeft(both) };
  } finally {
    await both.log.close();
    await both.store.close();
    rmSync(folder, { recursive: true });
  }
}

function crashAfter(steps: number): () => void {
  let left = steps;
  return () => {
    if (left-- === 0) throw new Crash();
  };
}

async function isCaughtUp({ log, store }: Sut): Promise<boolean> {
  const states = await store.partitionStates(log.topic.id);
  const ranges = await log.ranges();
  return ranges.every(
    ({ partition, end }) => (states.find((s) => s.partition === partition)?.offset ?? 0) === end,
  );
}

/** Records until all is recorded or the process dies; some batches come twice, at once, or with their beginning cut off. */
async function recordUntilQuiet(both: Sut, store: ReturnType<typeof crashingStore>, random: SeededRandom) {
  const { promise: quiet, resolve: beQuiet } = Promise.withResolvers<void>();
  const consume: EventLog['consume'] = (options) =>
    both.log.consume({
      ...options,
      maxBatch: 1 + random.below(12),
      onBatch: async (batch) => {
        if (random.chance(0.1)) await options.onBatch(cutOff(batch, random));
        const results = await Promise.all(
          random.chance(0.1) ? [options.onBatch(batch), options.onBatch(batch)] : [options.onBatch(batch)],
        );
        if (await isCaughtUp(both)) beQuiet();
        return results[0] as { next: number };
      },
    });
  if (await isCaughtUp(both)) return;
  const recorder = await startRecorder({ log: { ...both.log, consume }, store, clock: () => 0, logger });
  const stuck = setTimeout(20_000, undefined, { ref: false }).then(() => {
    throw new Error('the recorder neither recorded all nor died within 20 s');
  });
  await Promise.race([quiet, recorder.ended, stuck]).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  await recorder.stop();
  await recorder.ended.catch(() => {});
}

function cutOff(batch: LogBatch, random: SeededRandom): LogBatch {
  return { ...batch, messages: batch.messages.slice(random.below(batch.messages.length)) };
}

async function whatIsLeft({ log, store }: Sut) {
  const answers: string[] = [];
  for (let id = 0; id < 10; id++) {
    const answer = await store.answer(`units:${id}`);
    if (answer === null) continue;
    const line = `${answer.id} r${answer.revision} named ${answer.alias ?? 'none'}`;
    const what =
      answer.state === 'withdrawn' ? 'withdrawn' : `unit ${answer.content.unit} score ${answer.content.nps}`;
    answers.push(`${line} ${what}`);
  }
  const tallies = new Map<string, number>();
  for await (const documents of store.tallies('2000-01-01')) {
    for (const document of documents) {
      for (const kind of ['promoters', 'passives', 'detractors', 'unscored'] as const) {
        const line = tallyLine(document.unit, document.day, kind);
        tallies.set(line, (tallies.get(line) ?? 0) + document[kind]);
      }
    }
  }
  const states = await store.partitionStates(log.topic.id);
  const rejected = (await store.rejected({ limit: 10_000 })).filter(({ event }) => event);
  const recount = await store.recount();
  return {
    answers: answers.sort(),
    tallies: [...tallies]
      .filter(([, count]) => count !== 0)
      .map(([line, count]) => `${line}: ${count}`)
      .sort(),
    outcomes: states.flatMap(({ counts }) =>
      Object.values(counts).flatMap((bySource) => Object.values(bySource)),
    ),
    rejected: rejected.length,
    kept: rejected
      .map(({ subject, event }) => `${subject} r${JSON.parse(event?.value ?? '{}').revision}`)
      .sort(),
    rejectedOutcomes: states
      .flatMap(({ counts }) => Object.values(counts).flatMap((bySource) => Object.entries(bySource)))
      .reduce((sum, [outcome, count]) => sum + (outcome.startsWith('rejected:') ? count : 0), 0),
    recount,
  };
}

function differences({
  schedule,
  left,
}: {
  schedule: Scheduled[];
  left: Awaited<ReturnType<typeof whatIsLeft>>;
}) {
  const model = modelOf(schedule);
  const counted = left.outcomes.reduce((sum, count) => sum + count, 0);
  const wrong: string[] = [];
  if (JSON.stringify(left.answers) !== JSON.stringify(model.answers)) {
    wrong.push(`answers ${left.answers.join(', ')} instead of ${model.answers.join(', ')}`);
  }
  if (JSON.stringify(left.tallies) !== JSON.stringify(model.tallies)) {
    wrong.push(`tallies ${left.tallies.join(', ')} instead of ${model.tallies.join(', ')}`);
  }
  if (JSON.stringify(left.kept) !== JSON.stringify(model.kept)) {
    wrong.push(`kept ${left.kept.join(', ')} instead of ${model.kept.join(', ')}`);
  }
  if (counted !== schedule.length) wrong.push(`${counted} outcomes of ${schedule.length} messages`);
  if (left.rejectedOutcomes < left.rejected)
    wrong.push(`${left.rejected} rejected, ${left.rejectedOutcomes} counted`);
  const nonZero = (counts: { promoters: number; passives: number; detractors: number; unscored: number }) =>
    counts.promoters !== 0 || counts.passives !== 0 || counts.detractors !== 0 || counts.unscored !== 0;
  if (JSON.stringify(left.recount.documents) !== JSON.stringify(left.recount.tallies.filter(nonZero))) {
    wrong.push('documents recounted differ from the tallies');
  }
  return wrong;
}

test(`whatever dies, documents, tallies and outcomes equal the model (seeds ${firstSeed} to ${firstSeed + seeds - 1})`, async () => {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const result = await runSchedule(seed).catch((cause) => {
      throw new Error(`seed ${seed} did not end well`, { cause });
    });
    expect(differences(result), `seed ${seed}`).toEqual([]);
  }
}, 600_000);

test('a position advanced outside the transaction is caught', async () => {
  for (let seed = firstSeed; seed < firstSeed + 50; seed++) {
    const wrong = await runSchedule(seed, advancingOutside).then(differences);
    if (wrong.length > 0) return;
  }
  expect.fail(`not caught within 50 seeds from ${firstSeed}`);
}, 120_000);
