import type { FaultRecord } from './fault-schedule.ts';

export const mutations = ['offset-before-transaction', 'no-position-check'] as const;
export type Mutation = (typeof mutations)[number];

export interface SeedOptions {
  readonly seed: number;
  readonly faults: number;
  /** The share of them that recording stops for; 0.4 unless said. */
  readonly recordingShare?: number;
  /** A recorder with this broken. */
  readonly mutation?: Mutation | undefined;
  /** Requests a second. */
  readonly rate?: number;
  /** Told what is going on. */
  readonly tell?: (line: string) => void;
}

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly mutation: Mutation | null;
  readonly isRight: boolean;
  readonly lost: number;
  readonly doubled: number;
  /** One sentence each. */
  readonly differences: readonly string[];
  readonly faults: readonly FaultRecord[];
  readonly late: number;
  readonly requests: number;
  readonly attempts: number;
  readonly answers: number;
  readonly operations: Readonly<Record<'acknowledged' | 'maybe' | 'refused', number>>;
  /** Lives that services ended by themselves, by name; they were started again. */
  readonly ownEnds: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Where the logs are, kept where something was wrong. */
  readonly folder: string | null;
}
