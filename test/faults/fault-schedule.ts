import { setTimeout as pause } from 'node:timers/promises';
import { type SeededRandom, seededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import type { ClusterWatch } from './cluster-watch.ts';
import type { FaultContext, FaultKind } from './fault-kind.ts';
import { otherFaults, recordingFaults } from './fault-kinds.ts';

/** A fault that was done, and how soon recording went on. */
export interface FaultRecord {
  readonly kind: string;
  readonly target: string;
  /** Since the first fault, ms. */
  readonly atMs: number;
  readonly durationMs: number;
  /** Until the first event from then on was recorded, of any partition and of every partition; null where that was not waited for. */
  readonly firstMs: number | null;
  readonly allMs: number | null;
  /** Another fault that recording stops for came in between, so that the times are not this one's. */
  readonly overlapped: boolean;
  readonly limitMs: number | null;
}

export interface ScheduleOptions extends Omit<FaultContext, 'measure' | 'random'> {
  readonly seed: number;
  readonly faults: number;
  /** The share of them that recording stops for. */
  readonly recordingShare: number;
  readonly watch: ClusterWatch;
  readonly tell: (line: string) => void;
}

const patienceMs = 60_000;

/** Does so many random faults in two lanes beside each other; fulfils when all are undone and recording went on. */
export async function runFaults(options: ScheduleOptions): Promise<FaultRecord[]> {
  const recording = Math.round(options.faults * options.recordingShare);
  const start = performance.now();
  const lanes = await Promise.all([
    recordingLane(options, recording, start),
    otherLane(options, options.faults - recording, start),
  ]);
  return lanes.flat().sort((one, other) => one.atMs - other.atMs);
}

interface Measured {
  overlapped: boolean;
  readonly progress: ReturnType<ClusterWatch['progress']>;
}

async function recordingLane(
  { seed, watch, cluster, generator, tell }: ScheduleOptions,
  count: number,
  start: number,
): Promise<FaultRecord[]> {
  const random = seededRandom(seed * 2 + 1);
  const draw = bagOf(recordingFaults, random);
  const records: Promise<FaultRecord>[] = [];
  const pending = new Set<Measured>();
  for (let left = count; left > 0; left--) {
    await pause(300 + random.below(1_500));
    const kind = draw();
    const isOverlapping = pending.size > 0;
    for (const other of pending) other.overlapped = true;
    let measured: Measured | null = null;
    const measure = () => {
      measured = { overlapped: isOverlapping, progress: watch.progress(patienceMs) };
      pending.add(measured);
    };
    const begun = performance.now();
    tell(`${kind.name} …`);
    const target = await kind.run({ cluster, generator, random, measure });
    const durationMs = Math.round(performance.now() - begun);
    const record = recordOf(kind, target, Math.round(begun - start), durationMs, measured);
    record.then((done) => {
      if (measured) pending.delete(measured);
      tell(sentenceOf(done));
    });
    records.push(record);
    // Now and then the next comes before this one is got over.
    if (random.chance(0.75)) await record;
  }
  return Promise.all(records);
}

async function otherLane(
  { seed, cluster, generator, tell }: ScheduleOptions,
  count: number,
  start: number,
): Promise<FaultRecord[]> {
  const random = seededRandom(seed * 2);
  const draw = bagOf(otherFaults, random);
  const records: FaultRecord[] = [];
  for (let left = count; left > 0; left--) {
    await pause(300 + random.below(3_000));
    const kind = draw();
    const begun = performance.now();
    tell(`${kind.name} …`);
    const target = await kind.run({ cluster, generator, random, measure: () => {} });
    const durationMs = Math.round(performance.now() - begun);
    const record = await recordOf(kind, target, Math.round(begun - start), durationMs, null);
    records.push(record);
    tell(sentenceOf(record));
  }
  return records;
}

async function recordOf(
  { name: kind, limitMs }: FaultKind,
  target: string,
  atMs: number,
  durationMs: number,
  measured: Measured | null,
): Promise<FaultRecord> {
  const { firstMs, allMs } = measured ? await measured.progress : { firstMs: null, allMs: null };
  const overlapped = measured?.overlapped ?? false;
  return { kind, target, atMs, durationMs, firstMs, allMs, overlapped, limitMs };
}

/** Draws as from a bag, each kind as often as its weight, filled again when it is empty: every seed meets many kinds. */
function bagOf(kinds: readonly FaultKind[], random: SeededRandom): () => FaultKind {
  let bag: FaultKind[] = [];
  return () => {
    if (bag.length === 0) bag = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
    return bag.splice(random.below(bag.length), 1)[0] as FaultKind;
  };
}

function sentenceOf({ kind, target, durationMs, firstMs, allMs, overlapped }: FaultRecord): string {
  const times =
    allMs === null && firstMs === null ? '' : `, first event after ${firstMs} ms, all partitions ${allMs} ms`;
  return `${kind}: ${target}, ${durationMs} ms${times}${overlapped ? ' (overlapped)' : ''}`;
}

/** Whether it was got over later than it may be, where the time is this fault's own. */
export function isLate({ overlapped, limitMs, firstMs, allMs, atMs: _ }: FaultRecord): boolean {
  if (limitMs === null || overlapped) return false;
  if (firstMs === null && allMs === null) return true;
  return allMs === null || allMs > limitMs;
}
