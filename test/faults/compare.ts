import { helsinkiDay } from '@kuulolla/calendar/day';
import { windowOf } from '@kuulolla/calendar/window';
import type { Scope, Score, WindowName } from '@kuulolla/contracts/score';
import type { TallyCounts } from '@kuulolla/contracts/tally';
import { classOf } from '@kuulolla/nps/score';
import type { AnswerDocument, GivenAnswer } from '@kuulolla/store/answer-document';
import type { Store } from '@kuulolla/store/store';
import { allowedOutcomes, leaves } from './allowed-outcomes.ts';
import type { Operation } from './operation.ts';

/** What the store has that it should not have, and the other way round. */
export interface Comparison {
  /** Acknowledged operations whose effect is not there, and answers that documents have and tallies do not. */
  readonly lost: number;
  /** Answers that tallies count more often than documents have them. */
  readonly doubled: number;
  /** Answers nobody sent. */
  readonly strange: number;
  /** The first of all that, a sentence each. */
  readonly differences: readonly string[];
  readonly documents: readonly AnswerDocument[];
}

/** Reads the store and compares it with all that was asked for. */
export async function compareWithModel(
  store: Store,
  operations: ReadonlyMap<string, readonly Operation[]>,
  knowsUnit: (unit: number) => boolean,
): Promise<Comparison> {
  const documents = await readDocuments(store, [...operations.keys()]);
  const differences: string[] = [];
  let lost = 0;
  for (const [subject, asked] of operations) {
    const left = documents.get(subject) ?? null;
    const allowed = allowedOutcomes(asked, knowsUnit);
    if (allowed.some((outcome) => leaves(outcome, left))) continue;
    lost += 1;
    differences.push(`${subject} is ${shown(left)}; allowed: ${JSON.stringify(allowed)}`);
  }
  const kept = [...documents.values()];
  const tallies = await compareTallies(store, kept);
  const known = (await store.distinctAnswers()).reduce((sum, { answers }) => sum + answers, 0);
  const strange = known - kept.length;
  if (strange !== 0) differences.push(`${known} answers in the store, ${kept.length} of them were sent`);
  return {
    lost: lost + tallies.missing,
    doubled: tallies.tooMany,
    strange,
    differences: [...differences, ...tallies.differences].slice(0, 20),
    documents: kept,
  };
}

/** One by one, a few at once: the server of the tests goes through everything for a list of ids. */
async function readDocuments(store: Store, ids: readonly string[]): Promise<Map<string, AnswerDocument>> {
  const found = new Map<string, AnswerDocument>();
  const left = [...ids];
  const read = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const document = await store.answer(id);
      if (document) found.set(id, document);
    }
  };
  await Promise.all(Array.from({ length: 8 }, read));
  return found;
}

function shown(document: AnswerDocument | null): string {
  if (document === null) return 'not there';
  if (document.state === 'withdrawn') return `withdrawn at revision ${document.revision}`;
  const { unit, nps } = document.content;
  return `${nps} for unit ${unit} on ${document.day} at revision ${document.revision}`;
}

const classes = ['promoters', 'passives', 'detractors', 'unscored'] as const;

function classOfAnswer({ content }: GivenAnswer): keyof TallyCounts {
  return content.nps === null ? 'unscored' : `${classOf(content.nps)}s`;
}

/** Adds up the documents by unit, day and class, and holds that against the tallies. */
async function compareTallies(store: Store, documents: readonly AnswerDocument[]) {
  const difference = new Map<string, number>();
  const add = (key: string, count: number) => difference.set(key, (difference.get(key) ?? 0) + count);
  for (const answer of documents) {
    if (answer.state === 'given')
      add(`unit ${answer.content.unit} ${answer.day} ${classOfAnswer(answer)}`, -1);
  }
  for await (const tallies of store.tallies('2000-01-01')) {
    for (const tally of tallies)
      for (const kind of classes) add(`unit ${tally.unit} ${tally.day} ${kind}`, tally[kind]);
  }
  const wrong = [...difference].filter(([, count]) => count !== 0);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    missing: sum(wrong.map(([, count]) => Math.max(0, -count))),
    tooMany: sum(wrong.map(([, count]) => Math.max(0, count))),
    differences: wrong.map(([key, count]) => `${key}: the tallies have ${count} more than the documents`),
  };
}

/** The score of a scope in a window, from the documents alone; of `all` and of units. */
export function countsOf(
  documents: readonly AnswerDocument[],
  scope: Scope,
  window: WindowName,
): Pick<Score, 'n' | 'promoters' | 'passives' | 'detractors'> {
  const { from, to } = windowOf(window, helsinkiDay(Date.now()));
  const counts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  for (const answer of documents) {
    if (answer.state !== 'given' || answer.day < from || answer.day > to) continue;
    if (scope === 'all' || scope === `unit:${answer.content.unit}`) counts[classOfAnswer(answer)] += 1;
  }
  const { promoters, passives, detractors } = counts;
  return { n: promoters + passives + detractors, promoters, passives, detractors };
}
