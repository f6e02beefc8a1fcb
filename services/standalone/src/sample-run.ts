import type { Source } from '@kuulolla/contracts/source';
import type { Directory } from '@kuulolla/directory/directory';
import { liveAnswer, missedAnswer, slotLength, slotOf, startOf } from '@kuulolla/sample-town/live-answers';
import { postTown } from '@kuulolla/sample-town/post-town';
import { townAnswers, townSize } from '@kuulolla/sample-town/town-answers';
import type { TownMessage } from '@kuulolla/sample-town/town-message';
import { planTown, type TownPlan, townDays } from '@kuulolla/sample-town/town-plan';
import { waitFor } from '@kuulolla/sample-town/wait-for';
import { readSampleState, type SampleState, writeSampleState } from './sample-state.ts';

export interface SampleRun {
  /** Address of the server the town goes into. */
  readonly base: string;
  readonly keys: Readonly<Record<Source, string>>;
  /** Folder of the sample store: `sample.json` is kept there. */
  readonly folder: string;
  readonly directory: Directory;
  /** Of a town that is new; one that has begun keeps its own. */
  readonly seed: number;
  readonly days?: number;
  readonly scale?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (replayed: number, total: number) => void;
  /** Told once the replay is complete, before anything comes in live. */
  readonly onComplete?: () => void;
}

/** A state is written at most this often, ms. */
const writeEvery = 1_000;
/** Slots a town may sleep through and still answer as if it had run: a hiccup, no pause. */
const hiccup = 2;
/** After a longer pause, only this many days of it are made up for. */
const longestGap = (62 * 86_400_000) / slotLength;

/**
 * Replays the sample town into an empty store, or goes on where an interrupted replay stopped, makes up for the time
 * since, then lets answers trickle in until `signal` aborts. Rejects with the signal's reason then.
 */
export async function runSampleTown(run: SampleRun): Promise<never> {
  const { folder, seed, days = townDays, scale = 1 } = run;
  const state = readSampleState(folder, { seed, until: Date.now(), days, scale });
  writeSampleState(folder, state);
  const plan = planTown({ ...state, directory: run.directory });
  const replayed = state.complete ? state : await replay(run, plan, state);
  run.onComplete?.();
  return trickle(run, plan, replayed);
}

async function replay(run: SampleRun, plan: TownPlan, state: SampleState): Promise<SampleState> {
  const { base, keys, folder, signal, onProgress } = run;
  const total = townSize(plan);
  let writtenAt = 0;
  await postTown(base, keys, townAnswers(plan, state.replayed), {
    signal,
    onProgress: (through) => {
      const replayed = state.replayed + through;
      onProgress?.(replayed, total);
      if (performance.now() < writtenAt + writeEvery) return;
      writtenAt = performance.now();
      writeSampleState(folder, { ...state, replayed });
    },
  });
  const complete = { ...state, replayed: total, complete: true };
  writeSampleState(folder, complete);
  return complete;
}

async function trickle(run: SampleRun, plan: TownPlan, state: SampleState): Promise<never> {
  const { base, keys, folder, signal } = run;
  let through = slotOf(state.liveUntil ?? state.until);
  for (;;) {
    const current = slotOf(Date.now());
    if (current > through) {
      await postTown(base, keys, between(plan, through, current), { concurrency: 4, signal });
      through = current;
      writeSampleState(folder, { ...state, liveUntil: startOf(through) });
    }
    await waitFor(slotLength - (Date.now() % slotLength), signal);
  }
}

/** What comes in after the slot `last` until `current`, which is the one that is now. */
function* between(plan: TownPlan, last: number, current: number): Generator<TownMessage, void, void> {
  const isPause = current - last > hiccup;
  const first = Math.max(last + 1, current - longestGap);
  for (let slot = first; slot <= current; slot++) {
    const answerOf = isPause && slot < current ? missedAnswer : liveAnswer;
    const message = answerOf(plan, slot);
    if (message) yield message;
  }
}
