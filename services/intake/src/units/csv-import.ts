import type { IntakeReceipt } from '@kuulolla/contracts/device-answer';
import type { Submission } from '../submission.ts';
import { contentFingerprint } from '../to-event.ts';
import type { CsvEncoding } from './csv-cells.ts';
import { CsvFileError } from './csv-file-error.ts';
import { type BoundProfile, bindProfile } from './csv-header.ts';
import type { CsvProfile } from './csv-profile.ts';
import { type CsvRow, csvRows, type RowFault } from './csv-rows.ts';
import { contentOf } from './device-answer-to-submission.ts';
import { createHandInQueue } from './hand-in-queue.ts';
import { createOccurrenceCount } from './occurrence-count.ts';
import { type ReadRow, type RowRefusal, rowToAnswer } from './row-to-answer.ts';

export interface CsvImport {
  readonly profile: CsvProfile;
  /** The profile's name, for sentences. */
  readonly profileName: string;
  /** The sender's word on the encoding, before the profile's. */
  readonly encoding?: CsvEncoding;
  /** Secret of the fingerprints, the desk's: rows without an id column take their ids from it. */
  readonly key: Buffer;
  /** Epoch ms. */
  readonly now: () => number;
  /** Fulfils once the batch is durable. */
  readonly handIn: (submissions: readonly Submission[]) => Promise<unknown>;
  /** Called a few times a thousand rows. */
  readonly onProgress?: (progress: CsvProgress) => void;
}

export interface CsvProgress {
  /** Bytes read of the file, after inflating. */
  readonly bytes: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** Bad rows that are listed; the others are counted. */
export const mostListed = 1_000;

/**
 * Imports a CSV of any size in constant memory. Good rows go in, also those after bad ones; the receipt lists the first
 * 1,000 bad rows by line and column. The same file again makes the same submissions: a row without an id is known by its
 * content and how many rows before it have the same. Throws CsvFileError for a file with a header that does not fit the
 * profile, and what `handIn` or the source threw; what was handed in before stays.
 */
export async function importCsv(
  source: AsyncIterable<Uint8Array>,
  options: CsvImport,
): Promise<IntakeReceipt> {
  const { profile, profileName, onProgress } = options;
  const encoding = options.encoding ?? profile.encoding;
  const queue = createHandInQueue(options.handIn);
  const rejected: IntakeReceipt['rejected'] = [];
  const toSubmission = submissionMaker(options.key);
  let bound: BoundProfile | null = null;
  let [bytes, index, accepted, further] = [0, 0, 0, 0];
  let mayBeTexts = profile.secondRow === 'question-texts';

  const counted = countBytes(source, (length) => {
    bytes += length;
  });
  for await (const rows of csvRows(counted, { encoding, delimiter: profile.delimiter })) {
    const now = options.now();
    for (const row of rows) {
      if (bound === null) {
        bound = bindHeader(row, profile, profileName);
        continue;
      }
      const read = row.fault === undefined ? rowToAnswer(bound, row.cells, now) : refusedRow(row.fault);
      const isTexts = mayBeTexts && row.cells !== undefined && !tellsTime(bound, row.cells);
      mayBeTexts = false;
      if (isTexts) continue;
      if (read.ok) {
        accepted++;
        const full = queue.add(toSubmission(read));
        if (full) await full;
      } else if (rejected.length < mostListed) rejected.push({ index, ...read.refusal, line: row.line });
      else further++;
      index++;
    }
    onProgress?.({ bytes, accepted, rejected: rejected.length + further });
  }
  if (bound === null) throw new CsvFileError('empty-file', 'The file is empty; send a header and rows.');
  await queue.finish();
  return { accepted, rejected, ...(further > 0 ? { furtherRejected: further } : {}) };
}

async function* countBytes(
  source: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length);
    yield chunk;
  }
}

function bindHeader(row: CsvRow, profile: CsvProfile, name: string): BoundProfile {
  if (row.fault === undefined) return bindProfile(profile, name, row.cells);
  throw new CsvFileError('bad-header', `The header cannot be read: ${faultMessages[row.fault]}`);
}

/**
 * Question texts begin with no digit, and every time does, also one that cannot be read: that row is an answer to be
 * refused. Where every row gets the same time nothing tells them apart.
 */
function tellsTime({ fields }: BoundProfile, cells: readonly string[]): boolean {
  const time = fields.find(({ field }) => field === 'answeredAt');
  return time?.cells.some((at) => /^\s*\d/.test(cells[at] ?? '')) ?? false;
}

function submissionMaker(key: Buffer): (read: Extract<ReadRow, { ok: true }>) => Submission {
  const occurrenceOf = createOccurrenceCount();
  return ({ answer, answeredAt, hasId }) => {
    const content = contentOf(answer, answeredAt);
    const revision = answer.revision ?? null;
    if (hasId) return { kind: 'given', source: 'units', ownId: answer.id, revision, content };
    const hash = contentFingerprint(key, content);
    const ownId = `csv-${hash}-${occurrenceOf(hash)}`;
    return { kind: 'given', source: 'units', ownId, revision, content };
  };
}

const faultMessages: Readonly<Record<RowFault, string>> = {
  'stray-quote':
    'a quote stands inside a cell that does not begin with one; quote the cell and double its quotes.',
  'text-after-quote': 'text follows a closing quote; double the quotes inside a quoted cell.',
  'unclosed-quote': 'a quoted cell is not closed before the file ends; send the whole file.',
  'row-too-long': 'the row is longer than 1 MB; close its quotes.',
  'too-few-columns': 'the row has fewer cells than the header; send the whole row.',
  'too-many-columns': 'the row has more cells than the header; quote cells with a delimiter inside.',
  'bad-encoding': "bytes are not in the encoding of the profile; save the file in the profile's.",
  'nul-character': 'there is a NUL character; save the file as text.',
};

function refusedRow(fault: RowFault): { ok: false; refusal: RowRefusal } {
  const message = faultMessages[fault];
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return { ok: false, refusal: { code: fault, field: null, message: sentence } };
}
