import { addDays, type Day } from '@kuulolla/calendar/day';
import type { Scope } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Following, Store } from '@kuulolla/store/store';
import { createLateArrivals } from './late-arrivals.ts';
import { createScoreboard, type Scoreboard } from './scoreboard.ts';

/** The part of the store a scoreboard is kept current from. */
export type FollowedStore = Pick<
  Store,
  'changeToken' | 'tallies' | 'unitDayTallies' | 'followTallies' | 'directory' | 'directoryVersion'
>;

/** A scoreboard and what keeps it current. */
export interface FollowedScoreboard {
  readonly scoreboard: Scoreboard;
  readonly following: Following;
}

/**
 * Reads all tallies from `from` on, the days before `openFrom` as sums, and follows what comes after. The change token is
 * taken before the tallies are read, and what is met twice is told by its document version, for which a settled day is
 * opened first: no hole and no double. `onMove` is told of the scopes that moved and of what moved them, once reading is
 * done.
 */
export async function readAndFollow(
  store: FollowedStore,
  { from, openFrom }: { readonly from: Day; readonly openFrom: Day },
  onMove: (scopes: ReadonlySet<Scope>, documents: readonly TallyDocument[]) => void,
): Promise<FollowedScoreboard> {
  const token = await store.changeToken();
  const scoreboard = createScoreboard(await store.directory(), { from, openFrom });
  for await (const sums of store.unitDayTallies(from, addDays(openFrom, -1))) scoreboard.addSums(sums);
  for await (const documents of store.tallies(openFrom)) scoreboard.apply(documents);

  const lateFailed = Promise.withResolvers<never>();
  const late = createLateArrivals(store, scoreboard, onMove, (error) => {
    lateFailed.reject(error);
    void following.stop();
  });
  const following = store.followTallies(token, ({ documents }) => {
    const isInTime = ({ day }: TallyDocument) => scoreboard.isOpen(day);
    late.take(documents.filter((document) => !isInTime(document)));
    const inTime = documents.filter(isInTime);
    const scopes = scoreboard.apply(inTime);
    if (scopes.size > 0) onMove(scopes, inTime);
  });
  const ended = Promise.race([lateFailed.promise, following.ended]);
  const stopLate = () => late.stop();
  ended.then(stopLate, stopLate);
  return {
    scoreboard,
    following: {
      ended,
      stop() {
        late.stop();
        return following.stop();
      },
    },
  };
}
