import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { createLogger } from '@kuulolla/service-kit/logger';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSpool, type Spool } from './open-spool.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.test-kit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const timing = { answerMs: 40, deliveryMs: 40, holdMs: 10, firstPauseMs: 4, longestPauseMs: 16 };

const maxBytes = 6_000;

/** `late` takes the events long after it was given up; `deaf` takes them and says it has not. */
const moods = ['up', 'slow', 'away', 'away', 'deaf', 'silent', 'late'] as const;
type Mood = (typeof moods)[number];

type Step =
  | { readonly do: 'append'; readonly sizes: readonly number[]; readonly key: number }
  | { readonly do: 'mood'; readonly mood: Mood }
  | { readonly do: 'disk'; readonly isFull: boolean; readonly syncsFail: boolean; readonly slowness: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'crash' | 'restart'; readonly luck: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      sizes: fc.array(fc.nat(400), { minLength: 1, maxLength: 4 }),
      key: fc.nat(2),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mood' as const), mood: fc.constantFrom(...moods) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('disk' as const),
      isFull: fc.boolean(),
      syncsFail: fc.boolean(),
      slowness: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'restart' as const), luck: fc.nat(1e9) }),
  },
);

interface Appended {
  readonly number: number;
  readonly key: string;
  /** Numbers of this key that had been answered when it was called. */
  readonly after: readonly number[];
}

function createWorld() {
  const taken: number[] = [];
  const appended: Appended[] = [];
  const answered = new Set<number>();
  let number = 0;
  let hasLateCopies = false;
  let life = 0;
  const world = {
    mood: 'up' as Mood,
    disk: createSimulatedDisk() as SimulatedDisk,
    spool: null as Spool | null,
    /** More than it may have where a power cut left what it had refused. */
    bytesAtStart: 0,
    taken,
    appended,
    answered,
    setDisk({ isFull, syncsFail, slowness }: Pick<SimulatedDisk, 'isFull' | 'syncsFail' | 'slowness'>) {
      Object.assign(world.disk, { isFull, syncsFail, slowness });
      if (syncsFail) hasLateCopies = true;
    },
    hasLateCopies: () => hasLateCopies,
  };

  async function append(events: readonly EncodedEvent[], caller: number): Promise<void> {
    const mood = caller === life ? world.mood : 'silent';
    const take = () => taken.push(...events.map(({ headers }) => Number(headers.ce_id)));
    if (mood === 'silent') await new Promise(() => undefined);
    if (mood === 'late') {
      await new Promise((fulfil) => setTimeout(fulfil, 90));
      hasLateCopies = true;
    }
    if (mood === 'away') throw new EventLogError('unavailable', 'away');
    take();
    if (mood === 'slow') await new Promise((fulfil) => setTimeout(fulfil, 7));
    if (mood === 'deaf') throw new EventLogError('unavailable', 'deaf');
  }

  async function open(): Promise<void> {
    life += 1;
    const mine = life;
    const opening = openSpool({
      files: world.disk,
      log: { append: (events) => append(events, mine) },
      maxBytes,
      segmentBytes: 700,
      clock: Date.now,
      logger: createLogger('intake', 'silent'),
      timing,
    });
    let bytesAtStart = 0;
    void opening.then((spool) => {
      bytesAtStart = spool.depth().bytes;
    });
    await vi.advanceTimersByTimeAsync(500);
    world.spool = await opening;
    world.bytesAtStart = bytesAtStart;
  }

  function send(sizes: readonly number[], keyNumber: number): void {
    const key = `units:${keyNumber}`;
    const after = appended.filter((each) => each.key === key && answered.has(each.number));
    const events = sizes.map((size) => {
      number += 1;
      appended.push({ number, key, after: after.map((each) => each.number) });
      return { key, headers: { ce_id: String(number) }, value: Buffer.alloc(size, number) };
    });
    const mine = events.map(({ headers }) => Number(headers.ce_id));
    world.spool?.append(events).then(
      () => mine.forEach((each) => void answered.add(each)),
      (error) => expect(error).toBeInstanceOf(EventLogError),
    );
  }

  async function restart(): Promise<void> {
    world.disk.isFull = false;
    world.disk.syncsFail = false;
    const closing = world.spool?.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closing;
    await open();
  }

  async function crash(luck: number): Promise<void> {
    let state = luck;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    // What the old process still has under way reaches nobody: its disk answers no more.
    world.disk = world.disk.cutPower(random);
    await open();
  }

  return { world, open, send, restart, crash };
}

async function play(steps: readonly Step[]) {
  const { world, open, send, restart, crash } = createWorld();
  await open();
  for (const each of steps) {
    if (each.do === 'append') send(each.sizes, each.key);
    else if (each.do === 'mood') world.mood = each.mood;
    else if (each.do === 'disk') world.setDisk(each);
    else if (each.do === 'pass') await vi.advanceTimersByTimeAsync(each.ms);
    else if (each.do === 'crash') await crash(each.luck);
    else await restart();
    expect(world.spool?.depth().bytes).toBeLessThanOrEqual(Math.max(maxBytes, world.bytesAtStart));
  }
  world.mood = 'up';
  Object.assign(world.disk, { isFull: false, syncsFail: false, slowness: 1 });
  await vi.advanceTimersByTimeAsync(5_000);
  return world;
}

test('delivers each acknowledged event, in the order of its answers, whatever log, disk and power do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }), async (steps) => {
      const world = await play(steps);
      expect(world.spool?.depth()).toEqual({ events: 0, bytes: 0 });
      expect([...world.answered].filter((number) => !world.taken.includes(number))).toEqual([]);
      for (const { number, after } of world.appended) {
        if (!world.answered.has(number)) continue;
        const first = world.taken.indexOf(number);
        for (const earlier of after) {
          expect(world.taken.indexOf(earlier)).toBeLessThan(first);
          // Copies stay in order too, unless the log took one long after it was given up, or a file that could not be
          // removed for good came back.
          if (!world.hasLateCopies()) {
            expect(world.taken.lastIndexOf(earlier)).toBeLessThan(world.taken.lastIndexOf(number));
          }
        }
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
}, 120_000);
