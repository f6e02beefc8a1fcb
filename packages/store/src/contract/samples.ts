import type { Outcome } from '@kuulolla/contracts/outcome';
import type { Source } from '@kuulolla/contracts/source';
import type { TallyDelta, TallyDocument } from '@kuulolla/contracts/tally';
import type { GivenAnswer, WithdrawnAnswer } from '../answer-document.ts';
import { noOutcomes } from '../outcome-counts.ts';
import type { RejectedDocument } from '../rejected-document.ts';
import type { OutcomeCounts, RecorderTransaction, Store } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type { RecordChunks } from '../store-record.ts';
import { cellOf } from '../tally-cell.ts';

/** How an adapter under test is opened. */
export interface StoreUnderTest {
  /** A new and empty store. */
  open(): Promise<Store>;
  /** The data of the last `open` once more: after a close, or beside it as another process would. */
  reopen(): Promise<Store>;
  /** Restores into the data of the last `open`, whether it is open or not. */
  restore(records: RecordChunks): Promise<void>;
  /** Whether these bytes are anywhere in the store's files; absent where the adapter has no files to look at. */
  filesContain?(words: string): Promise<boolean>;
  /** How many documents are more than one reading holds; 11,000 unless said. */
  readonly many?: number;
  /** How many random schedules of transactions are tried; 60 unless said. */
  readonly schedules?: number;
}

export const topic = 'topic-1';

type AnswerParts = Partial<Omit<GivenAnswer, 'content' | 'state'>> & {
  readonly content?: Partial<GivenAnswer['content']>;
};

/** An answer of unit 17 on 2026-03-02 in partition 0 with a nine, changed by its parts. */
export function given(id: string, { content, ...parts }: AnswerParts = {}): GivenAnswer {
  return {
    id,
    source: id.slice(0, id.indexOf(':')) as Source,
    state: 'given',
    revision: 0,
    fingerprints: ['0123456789abcdef0123456789abcdef'],
    partition: 0,
    receivedAt: Date.UTC(2026, 2, 2, 10),
    day: '2026-03-02',
    ...parts,
    content: {
      unit: 17,
      questionnaire: 'visit-2026',
      nps: 9,
      statements: { access: 5, encounter: null },
      comment: null,
      answeredAt: Date.UTC(2026, 2, 2, 9, 30),
      language: 'fi',
      channel: 'touchscreen',
      respondent: 'self',
      ageBand: null,
      ...content,
    },
  };
}

/** The tombstone of an answer. */
export function withdrawn({
  state: _state,
  day: _day,
  content: _content,
  ...base
}: GivenAnswer): WithdrawnAnswer {
  return { ...base, revision: base.revision + 1, state: 'withdrawn' };
}

/** What an answer adds to the tallies, or takes from them with -1. */
export function deltaOf(answer: GivenAnswer, times: 1 | -1 = 1): TallyDelta {
  const { unit, nps } = answer.content;
  const counts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  counts[nps === null ? 'unscored' : nps >= 9 ? 'promoters' : nps >= 7 ? 'passives' : 'detractors'] = times;
  return { unit, day: answer.day, cell: cellOf(answer), ...counts };
}

export function outcomesOf(source: Source | '-', outcome: Outcome, count: number): OutcomeCounts {
  return { ...noOutcomes, [source]: { [outcome]: count } };
}

export function kept(offset: number, parts: Partial<RejectedDocument> = {}): RejectedDocument {
  return {
    topicId: topic,
    partition: 0,
    offset,
    reason: 'unknown-unit',
    field: 'unit',
    source: 'helfi',
    subject: `helfi:${offset}`,
    unit: 99,
    rejectedAt: 1_770_000_000_000 + offset,
    event: { headers: { ce_type: 'feedback.given' }, value: `{"words":"sanat ${offset}"}` },
    retriedAt: null,
    ...parts,
  };
}

/** Runs a transaction, again from the start where it met another. */
export async function applied<T>(store: Store, work: (tx: RecorderTransaction) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await store.transaction(work);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'conflict')) throw error;
    }
  }
}

/** Records answers as the recorder would: documents and tallies in one transaction. */
export function record(store: Store, ...answers: GivenAnswer[]): Promise<void> {
  return applied(store, async (tx) => {
    await tx.putAnswers(answers);
    for (const answer of answers) await tx.addTallies(answer.partition, [deltaOf(answer)]);
  });
}

export async function allTallies(store: Store, from = '2000-01-01'): Promise<TallyDocument[]> {
  const all: TallyDocument[] = [];
  for await (const chunk of store.tallies(from)) all.push(...chunk);
  return all;
}

/** `promoters/passives/detractors/unscored` of tallies by `partition unit day`, and of their cells that are not zero. */
export function countsOf(tallies: Iterable<TallyDocument>): Record<string, string> {
  const counts: Record<string, string> = {};
  for (const { partition, unit, day, promoters, passives, detractors, unscored, cells } of tallies) {
    const key = `${partition} ${unit} ${day}`;
    counts[key] = [promoters, passives, detractors, unscored].join('/');
    for (const [cell, cellCounts] of Object.entries(cells)) {
      if (cellCounts.some((count) => count !== 0)) counts[`${key} ${cell}`] = cellCounts.join('/');
    }
  }
  return counts;
}
