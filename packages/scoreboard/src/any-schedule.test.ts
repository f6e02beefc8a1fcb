import { addDays, type Day } from '@kuulolla/calendar/day';
import type { Scope } from '@kuulolla/contracts/score';
import type { Directory } from '@kuulolla/directory/directory';
import { scopesOfUnitOn } from '@kuulolla/directory/scopes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FollowedScoreboard, readAndFollow } from './read-and-follow.ts';
import { always, movedOn, smallDirectory } from './scoreboard.test-kit.ts';
import { createWeakStore, type Turn } from './weak-store.test-kit.ts';

const from = '2026-10-01';
const days = [-2, -1, 0, 1, 2].map((more) => addDays('2026-11-01', more));
const units = [1, 2, 5];
const registers = (version: number) => [
  smallDirectory({ 1: always('a'), 2: always('b') }, version),
  smallDirectory({ 1: movedOn('2026-10-31', 'a', 'c'), 2: always('b'), 5: always('a') }, version),
];

const someStep = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answers' as const),
      partition: fc.nat(2),
      unit: fc.constantFrom(...units),
      day: fc.constantFrom(...days),
      promoters: fc.constantFrom(1, 2, -1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('midnight' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('history lost' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('readings fail' as const), times: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('register' as const), which: fc.nat(1) }) },
);

/** A scoreboard kept current as `followScoreboard` does, and what a listener who looks only at what it is told of has seen. */
function keepCurrent(store: Parameters<typeof readAndFollow>[0], openFrom: () => Day) {
  const seen = new Map<Scope, string>();
  let current: FollowedScoreboard | undefined;
  let stopped = false;
  const look = (scopes: Iterable<Scope>) => {
    for (const scope of scopes) seen.set(scope, countsOf(scope));
  };
  const countsOf = (scope: Scope) =>
    days.map((day) => current?.scoreboard.counts(scope, day, day).promoters).join();

  async function follow(): Promise<void> {
    while (!stopped) {
      try {
        const next = await readAndFollow(store, { from, openFrom: openFrom() }, (scopes) => {
          if (current === next) look(scopes);
        });
        current = next;
        seen.clear();
        look(next.scoreboard.scopes());
        await next.following.ended;
      } catch (error) {
        expect(['unavailable', 'history-lost']).toContain((error as { code: string }).code);
      }
    }
  }
  const ended = follow();
  return {
    seen,
    countsOf,
    look,
    board: () => current?.scoreboard,
    async stop() {
      stopped = true;
      await current?.following.stop();
      await ended;
    },
  };
}

/** The counts of a scope by day, added up from the store's own. */
function stored(directory: Directory, scope: Scope, promoters: (unit: number, day: Day) => number): string {
  return days
    .map((day) =>
      units
        .filter((unit) => scopesOfUnitOn(directory, unit, day).some((one) => one === scope))
        .map((unit) => promoters(unit, day)),
    )
    .map((counts) => counts.reduce((sum, count) => sum + count, 0))
    .join();
}

test('a day that is opened loses what its sums held, where the reading is older than those', async () => {
  const directory = registers(1)[0] as Directory;
  const day = '2026-11-01';
  const lacking = 2;
  const weak = createWeakStore(() => directory, async () => {}, [0, 0, lacking]);
  const { promise: isOpened, resolve } = Promise.withResolvers<void>();
  let onMove = () => {};
  const { scoreboard, following } = await readAndFollow(weak.store, { from, openFrom: day }, () => onMove());
  weak.add(0, 1, day, 1);
  weak.deliver();
  scoreboard.settleBefore('2026-11-02');
  onMove = resolve;
  weak.add(1, 1, day, 1);
  weak.deliver();
  await isOpened;
  expect(scoreboard.counts('all', day, day).promoters).toBe(2);
  await following.stop();
});

test('changes, readings, midnights, losses and registers in any order lose nothing, count nothing twice and leave nothing untold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(someStep, { maxLength: 40 }),
      fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
      async (scheduler, steps, lags) => {
        const turn: Turn = (what) => scheduler.schedule(Promise.resolve(), what);
        let directory = registers(1)[0] as Directory;
        let openFrom = '2026-11-01';
        const weak = createWeakStore(() => directory, turn, lags);
        for (const unit of units) for (const day of days) weak.add(0, unit, day, 1);
        const follower = keepCurrent(weak.store, () => openFrom);
        const take = async (step: (typeof steps)[number]) => {
          if (step.kind === 'answers') {
            weak.add(step.partition, step.unit, step.day, step.promoters);
            void turn('deliver').then(weak.deliver);
          } else if (step.kind === 'midnight') {
            openFrom = addDays(openFrom, 1);
            follower.board()?.settleBefore(openFrom);
          } else if (step.kind === 'history lost') weak.loseHistory();
          else if (step.kind === 'readings fail') weak.failReadings(step.times);
          else {
            directory = registers(directory.version + 1)[step.which] as Directory;
            follower.look(follower.board()?.setDirectory(directory) ?? []);
          }
        };
        scheduler.scheduleSequence(
          steps.map((step) => ({ builder: () => take(step), label: JSON.stringify(step) })),
        );
        await scheduler.waitIdle();

        const board = follower.board();
        // A register set while a board was being read is looked for each second.
        if (board !== undefined && board.directoryVersion !== directory.version) {
          follower.look(board.setDirectory(directory));
        }
        for (const scope of board?.scopes() ?? []) {
          expect(`${scope} ${follower.countsOf(scope)}`).toBe(
            `${scope} ${stored(directory, scope, weak.promoters)}`,
          );
          expect(`${scope} ${follower.seen.get(scope)}`).toBe(`${scope} ${follower.countsOf(scope)}`);
        }
        expect(board).toBeDefined();
        await follower.stop();
      },
    ),
    { numRuns: 150 },
  );
});
