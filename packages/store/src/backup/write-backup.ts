import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Store } from '../store.ts';
import { noRecords, type RecordCounts } from '../store-record.ts';
import { BackupError } from './backup-error.ts';
import { type BackupHeader, backupFormat, backupVersion } from './backup-format.ts';

/**
 * Writes all a store holds at one moment into a new file, for this account only, in constant memory. The file has its name
 * once it is whole and synced; what an interrupted backup leaves is `<file>.part`. Recording goes on meanwhile. Throws a
 * BackupError `unusable-file` where the file exists already or cannot be written, a StoreError where the store fails.
 */
export async function writeBackup(
  store: Pick<Store, 'records'>,
  file: string,
  about: Pick<BackupHeader, 'createdAt' | 'sample'>,
): Promise<RecordCounts> {
  if (existsSync(file)) throw exists(file);
  const part = `${file}.part`;
  const counts = { ...noRecords };
  try {
    await rm(part, { force: true });
    await pipeline(
      Readable.from(lines(store, about, counts)),
      createGzip(),
      createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(part, file);
    await syncFolder(dirname(file));
    return counts;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw writeFailure(error, file);
  }
}

async function* lines(
  store: Pick<Store, 'records'>,
  about: Pick<BackupHeader, 'createdAt' | 'sample'>,
  counts: Record<keyof RecordCounts, number>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  const header: BackupHeader = { format: backupFormat, version: backupVersion, ...about };
  yield hashed(`${JSON.stringify(header)}\n`);
  for await (const chunk of store.records()) {
    let text = '';
    for (const record of chunk) {
      counts[record[0]]++;
      text += `${JSON.stringify(record)}\n`;
    }
    if (text !== '') yield hashed(text);
  }
  yield `${JSON.stringify({ end: backupFormat, counts, sha256: hash.digest('hex') })}\n`;
}

/** So that the file keeps its name through a power loss. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const exists = (file: string) =>
  new BackupError('unusable-file', `${file} exists already: name another file, or move that one away.`);

function writeFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  if ('code' in error && error.code === 'EEXIST') return exists(file);
  return new BackupError('unusable-file', `The backup ${file} cannot be written: ${error.message}.`, {
    cause: error,
  });
}
