import { fork } from 'node:child_process';
import { once } from 'node:events';
import { flagsOfStart } from '../flags-of-start.ts';
import { cpuSeconds } from './process-figures.ts';

/**
 * Processor time an event, µs, of a process that copies a topic into a database and does nothing else, from the event after
 * `warm` to the last of `events`.
 */
export async function bareCopyCost(
  environment: Readonly<Record<string, string>>,
  { warm, events }: { readonly warm: number; readonly events: number },
): Promise<number> {
  const child = fork(new URL('bare-copy-process.ts', import.meta.url), {
    execArgv: flagsOfStart(),
    env: { ...process.env, ...environment },
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The bare copy ended with ${code}.`);
  });
  const reached = async (count: number) => {
    for (;;) {
      const [copied] = (await Promise.race([once(child, 'message'), failed])) as [number];
      if (copied >= count) return { copied, seconds: cpuSeconds(child.pid) };
    }
  };
  try {
    const from = await reached(warm);
    const to = await reached(events);
    return (1e6 * (to.seconds - from.seconds)) / (to.copied - from.copied);
  } finally {
    failed.catch(() => undefined);
    child.disconnect();
  }
}
