import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { GivenAnswer } from '../answer-document.ts';
import {
  noRecords,
  type RecordChunks,
  type RecordCounts,
  recordKinds,
  type StoreRecord,
} from '../store-record.ts';
import { BackupError } from './backup-error.ts';
import { type BackupHeader, backupVersion, footerSchema, headerSchema } from './backup-format.ts';

/** A backup that has been read through once and found whole. */
export interface Backup {
  readonly header: BackupHeader;
  readonly counts: RecordCounts;
  /** Its records. Checked once more on the way, so it throws at the end where the file was changed meanwhile. */
  records(): RecordChunks;
}

const recordsAtOnce = 500;

/**
 * Reads a backup through, in constant memory. Throws a BackupError: `not-a-backup`, `newer-format`, `damaged` where it was
 * cut off or altered, `unusable-file` where it cannot be read.
 */
export async function openBackup(file: string): Promise<Backup> {
  const seen: Seen = { counts: { ...noRecords } };
  for await (const _ of chunks(file, seen)) {
    // All that is wanted of this reading is that it comes to its end.
  }
  const { header, counts } = seen;
  if (header === undefined) throw notABackup(file);
  return { header, counts, records: () => chunks(file, { counts: { ...noRecords } }) };
}

interface Seen {
  header?: BackupHeader;
  readonly counts: Record<keyof RecordCounts, number>;
}

async function* chunks(file: string, seen: Seen): AsyncGenerator<StoreRecord[], void, undefined> {
  const hash = createHash('sha256');
  let chunk: StoreRecord[] = [];
  let ended = false;
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (seen.header === undefined || line === 1) seen.header = headerOf(text, file);
    else if (ended) throw damaged(file, `line ${line} follows its end`);
    else if (text.startsWith('{')) {
      checkFooter(text, hash.digest('hex'), seen.counts, file, line);
      ended = true;
    } else {
      const record = currentRecord(recordOf(text, file, line), seen.header.version);
      seen.counts[record[0]]++;
      chunk.push(record);
    }
    if (!ended) hash.update(text).update('\n');
    if (chunk.length === recordsAtOnce) {
      yield chunk;
      chunk = [];
    }
  }
  if (line === 0) throw notABackup(file);
  if (!ended) throw damaged(file, `it breaks off after line ${line}`);
  if (chunk.length > 0) yield chunk;
}

/** Split at newlines only: `node:readline` would split at U+2028 too, which JSON leaves in comments as it is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked).setEncoding('utf8');
  let rest = '';
  try {
    for await (const text of unpacked) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    throw error instanceof BackupError ? error : readFailure(error, file);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

function headerOf(text: string, file: string): BackupHeader {
  const parsed = headerSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw notABackup(file);
  const { version } = parsed.data;
  if (version <= backupVersion) return parsed.data;
  throw new BackupError(
    'newer-format',
    `The backup ${file} was written by a newer release (its format is ${version}, this release knows ${backupVersion}): restore it with that release.`,
  );
}

const kinds: ReadonlySet<unknown> = new Set(recordKinds);

function recordOf(text: string, file: string, line: number): StoreRecord {
  const record = jsonOf(text);
  if (Array.isArray(record) && record.length === 2 && kinds.has(record[0]))
    return record as unknown as StoreRecord;
  throw damaged(file, `line ${line} is no record`);
}

/** A record that a backup of this version has, as this release would write it. */
function currentRecord(record: StoreRecord, version: number): StoreRecord {
  if (version > 1 || record[0] !== 'answer' || record[1].state === 'withdrawn') return record;
  const { alias, ...content }: GivenAnswer['content'] & Pick<GivenAnswer, 'alias'> = record[1].content;
  return alias === undefined ? record : ['answer', { ...record[1], alias, content }];
}

function checkFooter(text: string, sha256: string, counts: RecordCounts, file: string, line: number): void {
  const parsed = footerSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw damaged(file, `line ${line} is no record`);
  const footer = parsed.data;
  if (footer.sha256 !== sha256) throw damaged(file, 'its checksum is another than its content has');
  for (const kind of recordKinds) {
    if (footer.counts[kind] === counts[kind]) continue;
    throw damaged(file, `it has ${counts[kind]} of ${footer.counts[kind]} records of the kind ${kind}`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readFailure(error: unknown, file: string): BackupError {
  const code = (error as { code?: unknown }).code;
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test(String(error))) return notABackup(file);
  if (typeof code === 'string' && code.startsWith('Z_')) return damaged(file, 'it cannot be unpacked', error);
  const why = error instanceof Error ? error.message : String(error);
  return new BackupError('unusable-file', `The backup ${file} cannot be read: ${why}.`, { cause: error });
}

function damaged(file: string, why: string, cause?: unknown): BackupError {
  return new BackupError(
    'damaged',
    `The backup ${file} was cut off or altered (${why}): nothing can be restored from it, take another one.`,
    { cause },
  );
}

const notABackup = (file: string) =>
  new BackupError(
    'not-a-backup',
    `${file} is no backup of Kuulolla: name the file that kuulolla backup wrote.`,
  );
