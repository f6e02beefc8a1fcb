import { fork } from 'node:child_process';
import { on } from 'node:events';
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
  try {
    let from: { readonly copied: number; readonly seconds: number } | undefined;
    for await (const [copied] of on(child, 'message', { close: ['exit'] })) {
      if (copied < (from ? events : warm)) continue;
      const seconds = cpuSeconds(child.pid);
      if (from) return (1e6 * (seconds - from.seconds)) / (copied - from.copied);
      from = { copied, seconds };
    }
    throw new Error('The bare copy ended before it was through.');
  } finally {
    if (child.connected) child.disconnect();
  }
}
