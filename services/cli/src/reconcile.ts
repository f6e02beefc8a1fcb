import { decodeEvent } from '@kuulolla/contracts/cloud-event';
import { type Source, sources } from '@kuulolla/contracts/source';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { isContinued } from '@kuulolla/event-log/message-mark';
import type { OutcomeCounts, PartitionState, Recount, Store } from '@kuulolla/store/store';
import type { ControlTotal } from './control-totals.ts';

type Speaker = Source | '-';
const speakers: readonly Speaker[] = [...sources, '-'];

/** One line of the account: two numbers that must be equal. */
export interface Equality {
  readonly equality: 'messages' | 'tallies' | 'control';
  /** What is compared, by source, unit and day. */
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}

export interface Reconciliation {
  readonly lines: readonly Equality[];
  readonly differences: readonly Equality[];
  /** Messages kept aside, which no tally counts. */
  readonly states: readonly PartitionState[];
}

/**
 * The three equalities: per partition and source since the last checkpoint, messages in the log = outcomes counted, the
 * last of them the one that was recorded; per source, unit and day, documents recounted = tallies; where a source gives its
 * own totals, its answers = ours. Runs while the pipeline runs: each partition's position and counts are read together, and
 * only messages before it count.
 */
export async function reconcile(
  log: Pick<EventLog, 'topic' | 'ranges' | 'read'>,
  store: Pick<Store, 'partitionStates' | 'checkpoints' | 'recount' | 'distinctAnswers'>,
  control: readonly ControlTotal[],
): Promise<Reconciliation> {
  const states = await store.partitionStates(log.topic.id);
  const lines = [
    ...(await messageLines(log, states, await store.checkpoints(log.topic.id))),
    ...tallyLines(await store.recount()),
    ...controlLines(control, control.length === 0 ? [] : await store.distinctAnswers()),
  ];
  return { lines, differences: lines.filter(({ expected, found }) => expected !== found), states };
}

async function messageLines(
  log: Pick<EventLog, 'ranges' | 'read'>,
  states: readonly PartitionState[],
  checkpoints: readonly PartitionState[],
): Promise<Equality[]> {
  const ranges = await log.ranges();
  const lines: Equality[] = [];
  for (const state of states) {
    const { partition, offset } = state;
    const checkpoint = checkpoints.find((one) => one.partition === partition);
    const from = checkpoint?.offset ?? 0;
    const held = ranges.find((range) => range.partition === partition);
    const kept = held?.start ?? 0;
    if (held && !(await isContinued(log, state, held))) {
      const what = `partition ${partition}, the message at offset ${offset - 1} as it was recorded`;
      lines.push({ equality: 'messages', what, expected: 1, found: 0 });
    }
    const range = `partition ${partition}, offsets ${from} to ${offset - 1}`;
    const counted = (speaker: Speaker) => total(state.counts, speaker) - total(checkpoint?.counts, speaker);
    if (kept > from) {
      // Messages that the log has let go are known by their offsets only, not by who sent them.
      const found = speakers.reduce((sum, speaker) => sum + counted(speaker), 0);
      lines.push({ equality: 'messages', what: range, expected: offset - from, found });
      continue;
    }
    const sent = await messagesBySpeaker(log, partition, from, offset);
    for (const speaker of speakers) {
      const [expected, found] = [sent[speaker], counted(speaker)];
      if (expected + found > 0)
        lines.push({ equality: 'messages', what: `${range}, ${speaker}`, expected, found });
    }
  }
  return lines;
}

async function messagesBySpeaker(log: Pick<EventLog, 'read'>, partition: number, from: number, to: number) {
  const counts: Record<Speaker, number> = { units: 0, maisa: 0, helfi: 0, '-': 0 };
  for (let at = from; at < to; ) {
    const messages = await log.read(partition, at, Math.min(2_000, to - at));
    if (messages.length === 0) break;
    for (const message of messages) {
      const decoded = decodeEvent(message);
      counts[decoded.ok ? decoded.event.source : '-']++;
    }
    at = (messages.at(-1)?.offset ?? to) + 1;
  }
  return counts;
}

function total(counts: OutcomeCounts | undefined, speaker: Speaker): number {
  return Object.values(counts?.[speaker] ?? {}).reduce((sum, count) => sum + count, 0);
}

const classes = ['promoters', 'passives', 'detractors', 'unscored'] as const;

function tallyLines({
  documents,
  tallies,
}: {
  documents: readonly Recount[];
  tallies: readonly Recount[];
}): Equality[] {
  const keyOf = ({ source, unit, day }: Recount) => `${source}, unit ${unit}, ${day}`;
  const counted = new Map(documents.map((row) => [keyOf(row), row]));
  const tallied = new Map(tallies.map((row) => [keyOf(row), row]));
  return [...new Set([...counted.keys(), ...tallied.keys()])].flatMap((key) =>
    classes.flatMap((kind) => {
      const expected = counted.get(key)?.[kind] ?? 0;
      const found = tallied.get(key)?.[kind] ?? 0;
      return expected === 0 && found === 0
        ? []
        : [{ equality: 'tallies' as const, what: `${key}, ${kind}`, expected, found }];
    }),
  );
}

type Distinct = Awaited<ReturnType<Store['distinctAnswers']>>;

function controlLines(control: readonly ControlTotal[], ours: Distinct): Equality[] {
  return control.map(({ source, unit, day, answers }) => {
    const found = ours
      .filter(
        (row) =>
          row.source === source && (unit === null || row.unit === unit) && (day === null || row.day === day),
      )
      .reduce((sum, row) => sum + row.answers, 0);
    const what = [source, unit === null ? 'all units' : `unit ${unit}`, day ?? 'all days'].join(', ');
    return { equality: 'control', what, expected: answers, found };
  });
}
