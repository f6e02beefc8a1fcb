import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import type { ServiceProcess } from '../cluster/service-process.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { Generator } from './generator.ts';

export interface FaultContext {
  readonly cluster: Cluster;
  readonly generator: Generator;
  readonly random: SeededRandom;
  /** Call at the moment from which the time to progress counts. */
  readonly measure: () => void;
}

/** One kind of fault. It does it, undoes it, and fulfils with what it was done to. */
export interface FaultKind {
  readonly name: string;
  readonly weight: number;
  /** Progress is late after this, ms; null where recording goes on beside it. */
  readonly limitMs: number | null;
  readonly run: (context: FaultContext) => Promise<string>;
}

/** Recording goes on so soon after a recorder was lost; its group notices after a session of 8 s. */
export const afterRecorderMs = 15_000;
/** Recording goes on so soon after the broker or the store is back. */
export const afterServerMs = 30_000;
/** A service that cannot start for so long is left to its restarts. */
const startMs = 20_000;

/** Waits for a random time, ms. */
export function between(random: SeededRandom, low: number, high: number): Promise<void> {
  return pause(low + random.below(high - low));
}

/** Hits in the middle of something: a burst of requests has just begun. */
export async function inTheMidst({ generator, random }: FaultContext): Promise<void> {
  generator.burst(5 + random.below(15));
  await between(random, 0, 150);
}

export async function startAgain(service: ServiceProcess): Promise<void> {
  await Promise.race([service.start(), pause(startMs)]);
}
