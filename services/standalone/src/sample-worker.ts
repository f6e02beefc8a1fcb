import { parentPort, workerData } from 'node:worker_threads';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { runSampleTown, type SampleRun } from './sample-run.ts';

/** What the thread is given. */
export type SampleWorkerData = Pick<SampleRun, 'base' | 'keys' | 'folder' | 'seed' | 'days' | 'scale'>;
/** What the thread tells. */
export type SampleWorkerNews =
  | { readonly news: 'progress'; readonly replayed: number; readonly total: number }
  | { readonly news: 'complete' };

const tell = (news: SampleWorkerNews) => parentPort?.postMessage(news);

await runSampleTown({
  ...(workerData as SampleWorkerData),
  directory: loadShippedDirectory(),
  // The thread is ended from outside: what it keeps on disk is whole at any moment.
  signal: new AbortController().signal,
  onProgress: (replayed, total) => tell({ news: 'progress', replayed, total }),
  onComplete: () => tell({ news: 'complete' }),
});
