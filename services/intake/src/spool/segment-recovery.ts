import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { SegmentFiles } from './segment-files.ts';
import { isCutOff, readRecords, wholeUntil } from './spool-record.ts';

/** One file of the spool, as far as it is synced and whole. */
export interface Segment {
  readonly name: string;
  /** There are bytes in it that nobody understands: its whole records are delivered, and it is kept. */
  readonly isDamaged: boolean;
  bytes: number;
  events: number;
  deliveredBytes: number;
  deliveredEvents: number;
  /** When its first event came in, epoch ms. */
  oldestAt: number;
}

/** The layout of the files this version reads and writes; a part of their names. */
const layout = 1;
const pattern = /^(\d{12})\.v(\d+)\.spool(\.damaged)?$/;

export function segmentName(number: number): string {
  return `${String(number).padStart(12, '0')}.v${layout}.spool`;
}

/** Whether a file is kept because it is damaged, and no longer a part of the spool. */
export function isKeptDamaged(name: string): boolean {
  return pattern.exec(name)?.[3] !== undefined;
}

/** Takes a segment out of the spool. Bytes that were not understood are never deleted: they are kept as `<name>.damaged`. */
export function takeOut(files: SegmentFiles, { name, isDamaged }: Segment): Promise<void> {
  return isDamaged ? files.rename(name, `${name}.damaged`) : files.remove(name);
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
  const numbered = (await files.names()).flatMap((name) => {
    const match = pattern.exec(name);
    return match ? [{ name, number: Number(match[1]), version: Number(match[2]) }] : [];
  });
  numbered.sort((a, b) => a.number - b.number);
  const found = numbered.filter(({ name }) => !isKeptDamaged(name));
  const foreign = found.find(({ version }) => version !== layout);
  if (foreign) {
    throw new EventLogError(
      'wrong-version',
      `The spool file ${foreign.name} was written by another version (this one knows v${layout}): let that version deliver it.`,
    );
  }
  const segments: Segment[] = [];
  for (const { name } of found) {
    const segment = await recoverSegment(files, name, logger);
    if (segment.events > 0) segments.push(segment);
    else await takeOut(files, segment);
  }
  // The number of a file that is kept is not used again: a second damaged one would take its place.
  return { segments, lastNumber: numbered.at(-1)?.number ?? 0 };
}

async function recoverSegment(files: SegmentFiles, name: string, logger: Logger): Promise<Segment> {
  const content = await files.read(name, 0);
  const records = readRecords(content);
  const bytes = records.at(-1)?.end ?? 0;
  const isDamaged = wholeUntil(records) < bytes || !isCutOff(content.subarray(bytes));
  const lost = content.length - records.reduce((sum, { start, end }) => sum + end - start, 0);
  if (isDamaged) {
    logger.error(
      { code: 'damaged', name, bytes: lost, events: records.length },
      'A spool file is damaged: what is whole in it is delivered, and the file is kept beside the others.',
    );
  } else if (lost > 0) {
    logger.warn({ name, bytes: lost }, 'The end of a spool file is torn and is left out.');
  }
  return {
    name,
    isDamaged,
    bytes,
    events: records.length,
    deliveredBytes: 0,
    deliveredEvents: 0,
    oldestAt: records[0]?.spooledAt ?? 0,
  };
}
