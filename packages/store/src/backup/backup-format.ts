import { z } from 'zod';
import type { RecordCounts } from '../store-record.ts';

/*
 * A backup is JSON lines under gzip: a header, a line `["kind", value]` for each record, and a footer with how many there
 * were of each kind and the SHA-256 of all lines before it. The checksum finds damage, not forgery: who can change the file
 * can change the footer too.
 */

export const backupFormat = 'kuulolla-backup';
/** Rises when a reader of the version before could not understand the lines. In 1 an alias lay in the answer's content. */
export const backupVersion = 2;

export const headerSchema = z.object({
  format: z.literal(backupFormat),
  version: z.int().min(1),
  /** When the moment was taken that the backup shows, epoch ms. */
  createdAt: z.int(),
  /** Whether it is a made-up town: such a backup never goes where real answers are kept, nor the other way round. */
  sample: z.boolean(),
});
export type BackupHeader = z.infer<typeof headerSchema>;

const count = z.int().min(0);
export const footerSchema = z.object({
  end: z.literal(backupFormat),
  counts: z.object({
    directory: count,
    position: count,
    checkpoint: count,
    answer: count,
    tally: count,
    rejected: count,
  }) satisfies z.ZodType<RecordCounts>,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
