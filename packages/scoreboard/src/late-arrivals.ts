import type { Day } from '@kuulolla/calendar/day';
import type { Scope } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Store } from '@kuulolla/store/store';
import type { Scoreboard } from './scoreboard.ts';

/** Documents of days that are settled: each waits until all of its day has been read and the day is open. */
export interface LateArrivals {
  take(documents: readonly TallyDocument[]): void;
  /** Nothing more is read, opened or told. */
  stop(): void;
}

/**
 * Opens days one after the other. What is read may be older or newer than what waits, which is told by the documents'
 * versions. `onMove` is told as of any other change, `onFailure` why a day could not be read; what waited for it is lost.
 */
export function createLateArrivals(
  store: Pick<Store, 'changeToken' | 'tallies'>,
  scoreboard: Scoreboard,
  onMove: (scopes: ReadonlySet<Scope>, documents: readonly TallyDocument[]) => void,
  onFailure: (error: unknown) => void,
): LateArrivals {
  const waiting = new Map<Day, TallyDocument[]>();
  let opening = false;
  let stopped = false;

  async function readDay(day: Day): Promise<TallyDocument[]> {
    // The day's sums may hold changes that only a reading after a token is sure to show: they do not come again.
    await store.changeToken();
    const read: TallyDocument[] = [];
    for await (const documents of store.tallies(day, day)) {
      if (stopped) break;
      read.push(...documents);
    }
    return read;
  }

  async function openDays(): Promise<void> {
    opening = true;
    for (const day of waiting.keys()) {
      const read = await readDay(day);
      if (stopped) return;
      const scopes = scoreboard.open(day, read);
      const late = waiting.get(day) ?? [];
      waiting.delete(day);
      for (const scope of scoreboard.apply(late)) scopes.add(scope);
      if (scopes.size > 0) onMove(scopes, late);
    }
    opening = false;
  }

  return {
    take(documents) {
      for (const document of documents) {
        const others = waiting.get(document.day);
        if (others === undefined) waiting.set(document.day, [document]);
        else others.push(document);
      }
      if (opening || waiting.size === 0) return;
      openDays().catch((error) => {
        if (!stopped) onFailure(error);
      });
    },
    stop() {
      stopped = true;
      waiting.clear();
    },
  };
}
