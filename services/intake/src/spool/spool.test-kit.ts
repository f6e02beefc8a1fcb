import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { createLogger } from '@kuulolla/service-kit/logger';
import { onTestFinished } from 'vitest';
import type { Spool } from './open-spool.ts';
import { createSpool, type SpoolOptions } from './spool.ts';
import type { SpoolTiming } from './spool-timing.ts';

export const quick: SpoolTiming = {
  answerMs: 60,
  deliveryMs: 60,
  holdMs: 30,
  firstPauseMs: 5,
  longestPauseMs: 20,
};

export function event(key: string, text: string): EncodedEvent {
  return { key: `units:${key}`, headers: { ce_id: text }, value: Buffer.from(text) };
}

/** How the log behaves: `silent` neither takes nor answers, `deaf` takes and says it has not. */
export type LogMood = 'up' | 'away' | 'silent' | 'deaf' | 'too-large';

/** An event log in memory whose mood a test sets. */
export function createMoodyLog() {
  const taken: EncodedEvent[] = [];
  const log = {
    mood: 'up' as LogMood,
    /** Answers take this many ms. */
    answerMs: 0,
    calls: 0,
    taken,
    texts: () => taken.map(({ value }) => value.toString()),
    async append(events: readonly EncodedEvent[]): Promise<void> {
      log.calls += 1;
      const { mood, answerMs } = log;
      if (mood === 'silent') await new Promise(() => undefined);
      if (mood === 'away') throw new EventLogError('unavailable', 'away');
      if (mood === 'too-large') throw new EventLogError('too-large', 'too large for this broker');
      taken.push(...events);
      if (answerMs > 0) await new Promise((fulfil) => setTimeout(fulfil, answerMs));
      if (mood === 'deaf') throw new EventLogError('unavailable', 'taken, but the answer was lost');
    },
  };
  return log;
}

/** A folder of this test's own, gone when it ends. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A spool on disk with little patience, closed when the test ends; `lines` is its log. */
export async function openInTest(
  options: Partial<SpoolOptions> & Pick<SpoolOptions, 'log'>,
): Promise<{ spool: Spool; folder: string; lines: string[] }> {
  const lines: string[] = [];
  const folder = options.folder ?? join(testFolder(), 'spool');
  const logger = createLogger('intake', 'info', { write: (line: string) => void lines.push(line) });
  const spool = await createSpool({
    maxBytes: 100_000_000,
    clock: Date.now,
    logger,
    timing: quick,
    ...options,
    folder,
  });
  onTestFinished(() => spool.close());
  return { spool, folder, lines };
}

export function spoolFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.spool'));
}

/** Looks every few ms until it is so. */
export async function until(isSo: () => boolean, what = isSo.toString()): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Waited for 20 s in vain: ${what}`);
    await new Promise((fulfil) => setTimeout(fulfil, 2));
  }
}
