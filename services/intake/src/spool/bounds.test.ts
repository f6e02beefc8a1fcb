import { statSync } from 'node:fs';
import { join } from 'node:path';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createIntakeDesk } from '../intake-desk.ts';
import type { Submission } from '../submission.ts';
import { openSpool } from './open-spool.ts';
import { createSimulatedDisk } from './simulated-disk.test-kit.ts';
import { createMoodyLog, event, openInTest, quick, spoolFiles, until } from './spool.test-kit.ts';

const submission: Submission = {
  kind: 'given',
  source: 'units',
  ownId: 'kiosk-7-000123',
  revision: null,
  content: {
    unit: 4711,
    questionnaire: null,
    nps: 9,
    statements: {},
    comment: 'Soita Matille 040 1234567. '.repeat(30),
    answeredAt: Date.parse('2026-11-20T07:31:00Z'),
    language: 'fi',
    channel: 'touchscreen',
    respondent: 'self',
    ageBand: null,
  },
};

test('when it is full the door answers 503 with Retry-After, and takes answers again when there is room', async () => {
  const log = createMoodyLog();
  const registry = createRegistry();
  const { spool, folder } = await openInTest({ log, maxBytes: 1_000_000, registry });
  const desk = createIntakeDesk({ log: spool, key: Buffer.alloc(32, 7), clock: Date.now });
  log.mood = 'away';
  let taken = 0;
  const batch = Array.from({ length: 50 }, (_, index) => ({ ...submission, ownId: `kiosk-7-${index}` }));
  const refusal = await (async () => {
    for (;;) {
      try {
        await desk.submit(batch);
        taken += 50;
      } catch (error) {
        return error;
      }
    }
  })();
  expect(refusal).toMatchObject({ status: 503, headers: { 'Retry-After': '2' }, cause: { code: 'full' } });
  expect(taken).toBeGreaterThan(400);
  const bytes = spoolFiles(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  expect(bytes).toBe(spool.depth().bytes);
  const metrics = await registry.metrics();
  expect(metrics).toContain(`kuulolla_spool_events ${taken}\n`);
  expect(metrics).toContain(`kuulolla_spool_bytes ${bytes}\n`);
  expect(metrics).toContain('kuulolla_spool_refused_total 50\n');

  log.mood = 'up';
  await until(() => spool.depth().events === 0);
  expect(log.taken.length).toBe(taken);
  expect(await registry.metrics()).toContain(`kuulolla_spool_delivered_total ${taken}\n`);
  log.mood = 'away';
  await desk.submit(batch);
  expect(spool.depth().events).toBe(50);
});

test('gives disk space back while it delivers, not only at the end', async () => {
  const log = createMoodyLog();
  const { spool, folder } = await openInTest({ log });
  log.mood = 'away';
  const large = (text: string) => ({ ...event('a', text), value: Buffer.alloc(100_000, text) });
  for (let number = 0; number < 60; number += 1) await spool.append([large(`${number}`)]);
  const files = spoolFiles(folder).length;
  expect(files).toBeGreaterThan(5);
  log.answerMs = 20;
  log.mood = 'up';
  await until(() => spool.depth().events < 40 && spool.depth().events > 0);
  expect(spoolFiles(folder).length).toBeLessThan(files);
  await until(() => spool.depth().events === 0);
  await until(() => spoolFiles(folder).length === 0);
});

describe('its check, once the last write was refused,', () => {
  const logIsAway = () => Promise.reject(new Error('away'));
  const logAnswers = async () => undefined;

  /** A spool with an empty disk, and what it refuses for as long as the test wants. */
  async function openOnDisk() {
    const [disk, log] = [createSimulatedDisk(), createMoodyLog()];
    const logger = createLogger('intake', 'silent');
    const parts = { files: disk, log, maxBytes: 1_000_000, segmentBytes: 100_000, clock: Date.now, logger };
    const spool = await openSpool({ ...parts, timing: quick });
    onTestFinished(() => spool.close());
    log.mood = 'away';
    return { disk, log, spool };
  }

  test.each(['isFull', 'syncsFail'] as const)(
    'fails for as long as the disk refuses (%s), and needs no request to see that it no longer does',
    async (trouble) => {
      const { disk, spool } = await openOnDisk();
      await spool.append([event('a', '0')]);
      await spool.check(logIsAway);
      disk[trouble] = true;
      await expect(spool.append([event('a', '1')])).rejects.toBeInstanceOf(EventLogError);
      for (const look of [1, 2, 3]) {
        await expect(spool.check(logIsAway), `look ${look}`).rejects.toThrow();
        await new Promise((fulfil) => setTimeout(fulfil, 2 * quick.longestPauseMs));
      }
      disk[trouble] = false;
      await Promise.all([spool.check(logIsAway), spool.check(logIsAway)]);
    },
  );

  test('passes on a full disk once the log is back and nothing waits before it', async () => {
    const { disk, spool } = await openOnDisk();
    disk.isFull = true;
    await expect(spool.append([event('a', '0')])).rejects.toMatchObject({ code: 'full' });
    await expect.poll(() => spool.check(logAnswers).then(() => 'passed', String)).toBe('passed');
    await expect(spool.check(logIsAway)).rejects.toThrow();
  });

  test('fails on a full disk while the log answers and does not take what waits before everything new', async () => {
    const { disk, log, spool } = await openOnDisk();
    await spool.append([event('a', '0')]);
    disk.isFull = true;
    log.mood = 'too-large';
    await expect(spool.append([event('a', '1')])).rejects.toMatchObject({ code: 'full' });
    await expect(spool.check(logAnswers)).rejects.toThrow();
  });
});
