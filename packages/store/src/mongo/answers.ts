import type { ClientSession, Filter } from 'mongodb';
import type { AnswerDocument, GivenAnswer } from '../answer-document.ts';
import type { AnswerFilter } from '../store.ts';
import { cellOf } from '../tally-cell.ts';
import { type Bulk, insertAll, replaceAll } from './bulk-commands.ts';
import type { MongoCollections, StoredAnswer } from './collections.ts';

export const answersBulk: Bulk<StoredAnswer> = {
  collection: 'answers',
  bytesOf(answer) {
    if (answer.state === 'withdrawn') return 10_000;
    const { comment, statements } = answer.content;
    // A text takes up to 3 bytes a character, a hundred fingerprints 4,400, a statement its name and 16.
    return 10_000 + 3 * (comment?.text.length ?? 0) + 80 * Object.keys(statements).length;
  },
};

/** Field by field: this runs for every answer, and copying all but one field takes several times as long. */
export function storedOf(answer: AnswerDocument): StoredAnswer {
  const { id: _id, source, revision, fingerprints, partition, receivedAt, state, alias } = answer;
  if (state === 'withdrawn') {
    const tombstone = { _id, source, state, revision, fingerprints, partition, receivedAt };
    return alias === undefined ? tombstone : { ...tombstone, content: { alias } };
  }
  const { day } = answer;
  const cell = cellOf(answer);
  const content = alias === undefined ? answer.content : { ...answer.content, alias };
  return { _id, source, state, revision, fingerprints, partition, receivedAt, day, cell, content };
}

export function documentOf({ _id: id, ...stored }: StoredAnswer): AnswerDocument {
  if (stored.state === 'withdrawn') {
    const { content: named, ...tombstone } = stored;
    return { id, ...tombstone, ...named };
  }
  const { cell: _, ...rest } = stored;
  if (rest.content.alias === undefined) return { id, ...rest };
  const { alias, ...content } = rest.content;
  return { id, ...rest, alias, content };
}

/** The documents of these answers, by id. */
export async function findAnswers(
  { answers }: MongoCollections,
  ids: readonly string[],
  session: ClientSession,
): Promise<Map<string, AnswerDocument>> {
  const filter = { _id: { $in: [...ids] } };
  const found = await answers.find(filter, { session, batchSize: ids.length + 1 }).toArray();
  return new Map(found.map((stored) => [stored._id, documentOf(stored)]));
}

/** Inserts the answers that `isNew` tells, which is cheaper, and replaces the others. */
export async function putAnswers(
  { db }: MongoCollections,
  documents: readonly AnswerDocument[],
  isNew: (id: string) => boolean,
  session: ClientSession,
): Promise<void> {
  const inserts: StoredAnswer[] = [];
  const replacements: StoredAnswer[] = [];
  for (const answer of documents) (isNew(answer.id) ? inserts : replacements).push(storedOf(answer));
  await insertAll(db, answersBulk, inserts, session);
  await replaceAll(db, answersBulk, replacements, session);
}

export async function answerById({ answers }: MongoCollections, id: string): Promise<AnswerDocument | null> {
  const stored = await answers.findOne({ _id: id });
  return stored && documentOf(stored);
}

/** The answer with this other id: of several the one that counts, then the newest. */
export async function answerByAlias(
  { answers }: MongoCollections,
  source: AnswerDocument['source'],
  alias: string,
): Promise<AnswerDocument | null> {
  // By the names of the states one that is given comes first.
  const sort = { state: 1, receivedAt: -1, _id: 1 } as const;
  const stored = await answers.findOne({ source, 'content.alias': alias }, { sort });
  return stored && documentOf(stored);
}

/** The given answers a filter lets through, the newest first, equally new ones by id. */
export async function answersWhere(
  { answers }: MongoCollections,
  filter: AnswerFilter,
): Promise<GivenAnswer[]> {
  const { source, ids, unit, questionnaire, receivedFrom, receivedTo, limit } = filter;
  const where: Filter<StoredAnswer> = {
    state: 'given',
    source,
    ...(ids !== undefined && { _id: { $in: [...ids] } }),
    ...(unit !== undefined && { 'content.unit': unit }),
    ...(questionnaire !== undefined && { 'content.questionnaire': questionnaire }),
    ...((receivedFrom !== undefined || receivedTo !== undefined) && {
      receivedAt: {
        // Whole milliseconds, so these bounds are included; SecantusDB loses what equals a bound that says so.
        ...(receivedFrom !== undefined && { $gt: receivedFrom - 1 }),
        ...(receivedTo !== undefined && { $lt: receivedTo + 1 }),
      },
    }),
  };
  const found = await answers.find(where, { sort: { receivedAt: -1, _id: 1 }, limit }).toArray();
  return found.map(documentOf).filter((answer) => answer.state === 'given');
}
