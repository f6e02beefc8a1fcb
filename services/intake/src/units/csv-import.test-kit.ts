import type { Submission } from '../submission.ts';
import { type CsvImport, importCsv } from './csv-import.ts';
import type { CsvProfile } from './csv-profile.ts';
import { loadProfiles } from './load-profiles.ts';

/** Epoch ms at which the files come in. */
export const now = Date.parse('2026-11-22T12:00:00Z');
const shipped = loadProfiles();

/** Imports a file, by a shipped profile of that name or by one of a test, and gives the receipt and what was handed in. */
export async function runImport(
  file: string | Uint8Array,
  profile: string | CsvProfile = 'plain',
  more: Partial<CsvImport> = {},
) {
  const submissions: Submission[] = [];
  const source = (async function* () {
    yield Buffer.from(file);
  })();
  const receipt = await importCsv(source, {
    profile: typeof profile === 'string' ? (shipped.get(profile) as CsvProfile) : profile,
    profileName: typeof profile === 'string' ? profile : 'test',
    key: Buffer.alloc(32, 1),
    now: () => now,
    handIn: async (batch) => void submissions.push(...batch),
    ...more,
  });
  return { receipt, submissions };
}

/** When the answer of a submission was given, in UTC; null for a withdrawal, or where there is none. */
export const answeredAtOf = (submission: Submission | undefined) =>
  submission && submission.kind !== 'withdrawn'
    ? new Date(submission.content.answeredAt).toISOString()
    : null;

export const contents = (submissions: readonly Submission[]) =>
  submissions.flatMap((submission) => (submission.kind === 'withdrawn' ? [] : [submission.content]));
