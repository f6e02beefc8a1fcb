import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const stateSchema = z.strictObject({
  note: z.string(),
  version: z.literal(2),
  seed: z.int().min(0),
  /** The last instant of the replayed town, epoch ms: the moment of the very first start. */
  until: z.int().min(0),
  days: z.int().min(1),
  scale: z.number().positive(),
  /** How many of the town's first messages are in. */
  replayed: z.int().min(0),
  /** Whether all are. */
  complete: z.boolean(),
  /** The last instant whose answers came in live, epoch ms, or null before. */
  liveUntil: z.int().min(0).nullable(),
});
/** How far a sample town has come; with it the rest can be drawn again and nothing is sent twice for good. */
export type SampleState = z.infer<typeof stateSchema>;

const note = 'Sample data: a made-up town, no answers of residents.';

/** What is kept in the folder's `sample.json`, else a town that begins now. Throws SettingsError for a damaged file. */
export function readSampleState(
  folder: string,
  anew: Pick<SampleState, 'seed' | 'until' | 'days' | 'scale'>,
): SampleState {
  return (
    keptSampleState(folder) ?? { note, version: 2, ...anew, replayed: 0, complete: false, liveUntil: null }
  );
}

/** What is kept in the folder's `sample.json`, null where there is none. Throws SettingsError for a damaged file. */
export function keptSampleState(folder: string): SampleState | null {
  const file = join(folder, 'sample.json');
  if (!existsSync(file)) return null;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new SettingsError(
      `${file} does not say how far the sample town is; remove the town with \`npx --no kuulolla sample drop\`.`,
    );
  }
}

/** Replaces `sample.json` as a whole: a kill in the middle leaves the one before. */
export function writeSampleState(folder: string, state: SampleState): void {
  const file = join(folder, 'sample.json');
  const next = `${file}.next`;
  const descriptor = openSync(next, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(state, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, file);
}
