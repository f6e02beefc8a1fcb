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

export function storedOf(answer: AnswerDocument): StoredAnswer {
  const { id: _id, ...rest } = answer;
  return rest.state === 'given' ? { _id, ...rest, cell: cellOf(rest) } : { _id, ...rest };
}

export function documentOf({ _id: id, ...stored }: StoredAnswer): AnswerDocument {
  if (stored.state === 'withdrawn') return { id, ...stored };
  const { cell: _, ...rest } = stored;
  return { id, ...rest };
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

/** The given answers a filter lets through, the newest first, equally new ones by id. */
export async function answersWhere(
  { answers }: MongoCollections,
  filter: AnswerFilter,
): Promise<GivenAnswer[]> {
  const { source, ids, unit, questionnaire, alias, receivedFrom, receivedTo, limit } = filter;
  const where: Filter<StoredAnswer> = {
    state: 'given',
    source,
    ...(ids !== undefined && { _id: { $in: [...ids] } }),
    ...(unit !== undefined && { 'content.unit': unit }),
    ...(questionnaire !== undefined && { 'content.questionnaire': questionnaire }),
    ...(alias !== undefined && { 'content.alias': alias }),
    ...((receivedFrom !== undefined || receivedTo !== undefined) && {
      receivedAt: {
        ...(receivedFrom !== undefined && { $gte: receivedFrom }),
        ...(receivedTo !== undefined && { $lte: receivedTo }),
      },
    }),
  };
  const found = await answers.find(where, { sort: { receivedAt: -1, _id: 1 }, limit }).toArray();
  return found.map(documentOf).filter((answer) => answer.state === 'given');
}
