import { Worker } from 'node:worker_threads';
import type { RunningService } from '@kuulolla/service-kit/run-service';
import { createReplayDisplay } from './replay-display.ts';
import { keptSampleState } from './sample-state.ts';
import type { SampleWorkerData, SampleWorkerNews } from './sample-worker.ts';
import type { Standalone } from './start.ts';

export interface SampleSettings {
  readonly seed: number;
  /** Helsinki days and relative size of a new town; all of it where nothing is said. */
  readonly days?: number;
  readonly scale?: number;
}

/** A day's messages at a time need little; without a limit the thread's garbage piles up beside the server's. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/**
 * Sends the sample town into a server that runs on a sample store; on real answers it does nothing. It goes in through the
 * doors, over loopback, from a thread of its own, so that the server answers meanwhile. Throws SettingsError where the file
 * that says how far the town is cannot be read.
 */
export function withSampleTown(
  standalone: Standalone,
  settings: SampleSettings,
  out: NodeJS.WriteStream = process.stdout,
): RunningService {
  const { address, folder, sampleKeys } = standalone;
  if (!sampleKeys) return standalone;
  // Out of the thread an error comes without its kind: what ends the start with a sentence is found here.
  keptSampleState(folder.path);
  const workerData: SampleWorkerData = { base: address, keys: sampleKeys, folder: folder.path, ...settings };
  const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), { workerData, resourceLimits });
  const display = createReplayDisplay(out);
  worker.on('message', (message: SampleWorkerNews) => {
    if (message.news === 'complete') display.complete();
    else display.progress(message.replayed, message.total);
  });
  const ended = new Promise<never>((_, reject) => worker.on('error', reject));
  return {
    failed: Promise.race([standalone.failed, ended]),
    stop: async () => {
      display.stop();
      await worker.terminate();
      await standalone.stop();
    },
  };
}
