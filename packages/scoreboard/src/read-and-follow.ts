import type { Day } from '@kuulolla/calendar/day';
import type { Scope } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Following, Store } from '@kuulolla/store/store';
import { createScoreboard, type Scoreboard } from './scoreboard.ts';

/** The part of the store a scoreboard is kept current from. */
export type FollowedStore = Pick<
  Store,
  'changeToken' | 'tallies' | 'followTallies' | 'directory' | 'directoryVersion'
>;

/** A scoreboard and what keeps it current. */
export interface FollowedScoreboard {
  readonly scoreboard: Scoreboard;
  readonly following: Following;
}

/**
 * Reads all tallies from `from` on and follows what comes after. The change token is taken before the tallies are read,
 * and what is met twice is told by its document version: no hole and no double. `onMove` is told of the scopes that
 * moved and of what moved them, once reading is done.
 */
export async function readAndFollow(
  store: FollowedStore,
  from: Day,
  onMove: (scopes: ReadonlySet<Scope>, documents: readonly TallyDocument[]) => void,
): Promise<FollowedScoreboard> {
  const token = await store.changeToken();
  const scoreboard = createScoreboard(await store.directory(), { from });
  for await (const documents of store.tallies(from)) scoreboard.apply(documents);
  const following = store.followTallies(token, ({ documents }) => {
    const scopes = scoreboard.apply(documents);
    if (scopes.size > 0) onMove(scopes, documents);
  });
  return { scoreboard, following };
}
