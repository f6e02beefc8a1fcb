import { maxEventBytes } from '@kuulolla/contracts/feedback-event';
import type { SegmentFiles } from './segment-files.ts';

/** Not the name of a segment; what a crash leaves of it goes with the next trial. */
const trialFile = 'trial';

/** Tries whether the disk takes the largest event just now, and leaves nothing of it there. Calls share a trial. */
export function createDiskTrial(files: SegmentFiles): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= tryDisk(files).finally(() => {
      running = null;
    });
    return running;
  };
}

async function tryDisk(files: SegmentFiles): Promise<void> {
  await files.remove(trialFile).catch(() => undefined);
  const file = await files.create(trialFile);
  try {
    await file.write(Buffer.alloc(maxEventBytes, 1), 0);
    await file.sync();
  } finally {
    await file.close();
    await files.remove(trialFile);
  }
}
