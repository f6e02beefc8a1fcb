import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { SegmentFiles } from './segment-files.ts';
import { readRecords } from './spool-record.ts';

/** One file of the spool, as far as it is synced and whole. */
export interface Segment {
  readonly name: string;
  bytes: number;
  events: number;
  deliveredBytes: number;
  deliveredEvents: number;
  /** When its first event came in, epoch ms. */
  oldestAt: number;
}

/** The layout of the files this version reads and writes; a part of their names. */
const layout = 1;
const pattern = /^(\d{12})\.v(\d+)\.spool$/;

export function segmentName(number: number): string {
  return `${String(number).padStart(12, '0')}.v${layout}.spool`;
}

/**
 * The segments an earlier process left, oldest first. A torn end is ignored: nobody was told that it is kept. Nothing is
 * written to these files any more, so the torn end goes with its file. Rejects with an EventLogError `wrong-version`
 * where a newer version wrote one.
 */
export async function recoverSegments(
  files: SegmentFiles,
  logger: Logger,
): Promise<{ segments: Segment[]; lastNumber: number }> {
  const found = (await files.names()).flatMap((name) => {
    const match = pattern.exec(name);
    return match ? [{ name, number: Number(match[1]), version: Number(match[2]) }] : [];
  });
  const foreign = found.find(({ version }) => version !== layout);
  if (foreign) {
    throw new EventLogError(
      'wrong-version',
      `The spool file ${foreign.name} was written by another version (this one knows v${layout}): let that version deliver it.`,
    );
  }
  found.sort((a, b) => a.number - b.number);
  const segments: Segment[] = [];
  for (const { name } of found) {
    const segment = await recoverSegment(files, name, logger);
    if (segment) segments.push(segment);
    else await files.remove(name);
  }
  return { segments, lastNumber: found.at(-1)?.number ?? 0 };
}

async function recoverSegment(files: SegmentFiles, name: string, logger: Logger): Promise<Segment | null> {
  const content = await files.read(name, 0);
  const records = readRecords(content);
  const bytes = records.at(-1)?.end ?? 0;
  if (bytes < content.length) {
    logger.warn({ name, bytes: content.length - bytes }, 'The end of a spool file is torn and is left out.');
  }
  const first = records[0];
  if (first === undefined) return null;
  return {
    name,
    bytes,
    events: records.length,
    deliveredBytes: 0,
    deliveredEvents: 0,
    oldestAt: first.spooledAt,
  };
}
