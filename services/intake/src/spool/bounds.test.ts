import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { expect, test } from 'vitest';
import { createIntakeDesk } from '../intake-desk.ts';
import type { Submission } from '../submission.ts';
import { createMoodyLog, event, openInTest, spoolFiles, until } from './spool.test-kit.ts';

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
