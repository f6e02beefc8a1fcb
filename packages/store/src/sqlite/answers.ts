import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { AnswerDocument, GivenAnswer } from '../answer-document.ts';
import type { AnswerFilter } from '../store.ts';
import { cellOf } from '../tally-cell.ts';
import { chunksOf } from './snapshot.ts';
import { prepareKeepWords } from './words.ts';

const columns = 'source, partition, revision, received_at, fingerprints, alias, day';
const documents = `SELECT answers.id, ${columns}, text FROM answers LEFT JOIN words ON words.id = answers.words`;

interface AnswerRow {
  id: string;
  source: AnswerDocument['source'];
  partition: number;
  revision: number;
  received_at: number;
  fingerprints: string;
  alias: string | null;
  day: string | null;
  text: string | null;
}

function documentOf(row: AnswerRow): AnswerDocument {
  const base = {
    id: row.id,
    source: row.source,
    revision: row.revision,
    fingerprints: row.fingerprints === '' ? [] : row.fingerprints.split(' '),
    partition: row.partition,
    receivedAt: row.received_at,
    ...(row.alias !== null && { alias: row.alias }),
  };
  if (row.text === null || row.day === null) return { ...base, state: 'withdrawn' };
  // Up to version 5 the content had the alias too.
  const { alias: _, ...content } = JSON.parse(row.text);
  return { ...base, state: 'given', day: row.day, content };
}

/** All answers, in chunks. */
export function* readAnswers(db: DatabaseSync): Generator<AnswerDocument[]> {
  for (const rows of chunksOf(db.prepare(documents).iterate(), 500)) {
    yield (rows as AnswerRow[]).map(documentOf);
  }
}

/** Reads answers by their ids on one connection; keeps its statement. */
export function prepareAnswers(db: DatabaseSync): (ids: readonly string[]) => Map<string, AnswerDocument> {
  const byIds = db.prepare(`${documents} WHERE answers.id IN (SELECT value FROM json_each(?))`);
  return (ids) => {
    const rows = byIds.all(JSON.stringify(ids)) as unknown as AnswerRow[];
    return new Map(rows.map((row) => [row.id, documentOf(row)]));
  };
}

/** Inserts or replaces answers on one connection; keeps its statement. */
export function preparePutAnswers(db: DatabaseSync): (documents: readonly AnswerDocument[]) => void {
  const keepWords = prepareKeepWords(db);
  const put = db.prepare(`
    INSERT INTO answers (id, ${columns}, words, unit, cell, nps, commented)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET (${columns}, words, unit, cell, nps, commented)
      = (excluded.source, excluded.partition, excluded.revision, excluded.received_at, excluded.fingerprints,
         excluded.alias, excluded.day, excluded.words, excluded.unit, excluded.cell, excluded.nps,
         excluded.commented)`);
  /** `day`, `words` and what indexes need of the content; all null where the answer was withdrawn. */
  const contentColumns = (answer: AnswerDocument): SQLInputValue[] => {
    if (answer.state === 'withdrawn') return [null, null, null, null, null, null];
    const { day, content } = answer;
    const { unit, nps, comment } = content;
    const commented = comment === null || comment.text === '' ? null : 1;
    return [day, keepWords(JSON.stringify(content)), unit, cellOf(answer), nps, commented];
  };
  return (documents) => {
    for (const answer of documents) {
      const { id, source, partition, revision, receivedAt, alias = null } = answer;
      const fingerprints = answer.fingerprints.join(' ');
      put.run(id, source, partition, revision, receivedAt, fingerprints, alias, ...contentColumns(answer));
    }
  };
}

/** Finds the answer with an other id, of several the one that counts, then the newest; keeps its statement. */
export function prepareAnswerByAlias(
  db: DatabaseSync,
): (source: AnswerDocument['source'], alias: string) => AnswerDocument | null {
  // An alias names hardly ever more than one answer; the plus keeps the planner from going through all of the source.
  const byAlias = db.prepare(
    `${documents} WHERE alias = ? AND +source = ? ORDER BY day IS NULL, received_at DESC, answers.id LIMIT 1`,
  );
  return (source, alias) => {
    const row = byAlias.get(alias, source) as AnswerRow | undefined;
    return row === undefined ? null : documentOf(row);
  };
}

/** The given answers a filter lets through, the newest first, equally new ones by id. */
export function answersWhere(db: DatabaseSync, filter: AnswerFilter): GivenAnswer[] {
  const conditions = ['day IS NOT NULL', 'source = ?'];
  const values: SQLInputValue[] = [filter.source];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  where('answers.id IN (SELECT value FROM json_each(?))', filter.ids && JSON.stringify(filter.ids));
  where('unit = ?', filter.unit);
  where("text ->> '$.questionnaire' = ?", filter.questionnaire);
  where('received_at >= ?', filter.receivedFrom);
  where('received_at <= ?', filter.receivedTo);
  const sql = `${documents} WHERE ${conditions.join(' AND ')} ORDER BY received_at DESC, answers.id LIMIT ?`;
  const rows = db.prepare(sql).all(...values, filter.limit) as unknown as AnswerRow[];
  return rows.map(documentOf).filter((answer) => answer.state === 'given');
}
