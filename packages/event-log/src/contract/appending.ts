import { maxEventBytes } from '@kuulolla/contracts/feedback-event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionOf } from '../partition-of.ts';
import {
  type EventLogHarness,
  event,
  expectCode,
  keyIn,
  numbered,
  numbers,
  offsets,
  openForTest,
  readAll,
  reopenForTest,
  texts,
} from './harness.ts';

/** Sentences 1 to 3: durable, in order by key, offsets without holes. */
export function appendingContract(harness: EventLogHarness): void {
  describe('1. an append that was answered is durable', () => {
    it('finds every answered event again after a restart', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 1);
      await log.append(numbered(key, 3));
      await Promise.all([log.append(numbered(key, 1, 3)), log.append(numbered(key, 2, 4))]);
      const again = await reopenForTest(harness, log);
      expect(texts(await readAll(again, 1))).toEqual(numbers(6));
    });

    it('gives key, headers and every byte of the value back', async () => {
      const log = await openForTest(harness);
      const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
      const encoded = fc.record({
        key: word,
        headers: fc.dictionary(fc.stringMatching(/^[a-z_-]{1,12}$/), word),
        value: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      });
      await fc.assert(
        fc.asyncProperty(encoded, async (sent) => {
          await log.append([sent]);
          const partition = partitionOf(sent.key, log.topic.partitions);
          const end = (await log.ranges())[partition]?.end as number;
          const [kept] = await log.read(partition, end - 1, 1);
          expect(kept?.key).toBe(sent.key);
          expect({ ...kept?.headers }).toEqual({ ...sent.headers });
          expect(kept?.value.equals(sent.value)).toBe(true);
        }),
        { numRuns: Math.min(100, harness.schedules) },
      );
    });

    it('says when it took a message', async () => {
      const log = await openForTest(harness);
      const before = Date.now();
      await log.append([event(keyIn(log, 0), 'now')]);
      const [message] = await log.read(0, 0, 1);
      expect(message?.appendedAt).toBeGreaterThanOrEqual(before);
      expect(message?.appendedAt).toBeLessThanOrEqual(Date.now());
    });

    it('answers an append of nothing', async () => {
      const log = await openForTest(harness);
      await log.append([]);
      expect((await log.ranges()).every(({ start, end }) => start === 0 && end === 0)).toBe(true);
    });

    it('writes nothing of an append with an event over the limit, and all of its neighbours', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      const large = { ...event(key, ''), value: Buffer.alloc(maxEventBytes + 1) };
      const [before, refused, after] = await Promise.allSettled([
        log.append([event(key, 'before')]),
        log.append([event(key, 'beside'), large]),
        log.append([event(key, 'after')]),
      ]);
      expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled']);
      await expectCode(
        refused.status === 'rejected' ? Promise.reject(refused.reason) : Promise.resolve(),
        'too-large',
      );
      expect(texts(await readAll(log, 0))).toEqual(['before', 'after']);
    });

    it('takes many events of the largest size in one append', async () => {
      const log = await openForTest(harness);
      const large = { ...event(keyIn(log, 0), ''), value: Buffer.alloc(maxEventBytes, 7) };
      await log.append(Array.from({ length: 16 }, () => large));
      const messages = await readAll(log, 0);
      expect(messages.map(({ value }) => value.byteLength)).toEqual(Array(16).fill(maxEventBytes));
    });

    it('refuses whatever is asked of a closed log', async () => {
      const log = await harness.open();
      await log.close();
      await log.close();
      const onBatch = () => Promise.reject(new Error('A closed log delivered a batch.'));
      await expectCode(log.append([event('units:1', '')]), 'closed');
      await expectCode(log.append([]), 'closed');
      await expectCode(log.ranges(), 'closed');
      await expectCode(log.read(0, 0, 1), 'closed');
      await expectCode(log.consume({ group: 'late', maxBatch: 1, onBatch }), 'closed');
    });

    it('answers what was appended before it was closed', async () => {
      const log = await harness.open();
      const key = keyIn(log, 0);
      const append = log.append([event(key, 'last')]);
      const again = await reopenForTest(harness, log);
      await append;
      expect(texts(await readAll(again, 0))).toEqual(['last']);
    });
  });

  describe('2. events of one key lie in one partition in the order of their appends', () => {
    it('keeps the order of appends that did not wait for each other', async () => {
      const log = await openForTest(harness);
      const mine = keyIn(log, 1);
      const other = keyIn(log, 0);
      const appends = numbers(200).map((text) => log.append([event(other, text), event(mine, text)]));
      await Promise.all(appends);
      expect(texts(await readAll(log, 1))).toEqual(numbers(200));
      expect(texts(await readAll(log, 0))).toEqual(numbers(200));
    });

    it('puts every key where partitionOf says', async () => {
      const log = await openForTest(harness);
      const keys = numbers(50).map((text) => `helfi:${text}`);
      await log.append(keys.map((key) => event(key, key)));
      for (let partition = 0; partition < log.topic.partitions; partition += 1) {
        const expected = keys.filter((key) => partitionOf(key, log.topic.partitions) === partition);
        expect(texts(await readAll(log, partition))).toEqual(expected);
      }
    });
  });

  describe('3. offsets rise by one from 0 and are never used twice', () => {
    it('goes on counting after a restart', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 2));
      await log.append(numbered(key, 1, 2));
      const again = await reopenForTest(harness, log);
      await again.append(numbered(key, 2, 3));
      expect(offsets(await readAll(again, 0))).toEqual([0, 1, 2, 3, 4]);
      expect(texts(await readAll(again, 0))).toEqual(numbers(5));
    });

    it('goes on counting when everything was forgotten, also after a restart', async () => {
      const log = await openForTest(harness);
      const key = keyIn(log, 0);
      await log.append(numbered(key, 5));
      await harness.forgetAll(log);
      expect((await log.ranges())[0]).toEqual({ partition: 0, start: 5, end: 5 });
      const again = await reopenForTest(harness, log);
      expect((await again.ranges())[0]).toEqual({ partition: 0, start: 5, end: 5 });
      await again.append(numbered(key, 1, 5));
      expect(offsets(await readAll(again, 0))).toEqual([5]);
      expect(texts(await readAll(again, 0))).toEqual(['5']);
    });

    it('is the same topic after a restart, and a new log is another', async () => {
      const log = await openForTest(harness);
      const { topic } = log;
      expect((await openForTest(harness)).topic.id).not.toBe(topic.id);
      expect((await reopenForTest(harness, log)).topic).toEqual(topic);
    });

    it('reads from the offset asked for and no more than asked for', async () => {
      const log = await openForTest(harness);
      await log.append(numbered(keyIn(log, 0), 10));
      expect(texts(await log.read(0, 4, 3))).toEqual(['4', '5', '6']);
      expect(texts(await log.read(0, 8, 50))).toEqual(['8', '9']);
      expect(await log.read(0, 10, 5)).toEqual([]);
      expect((await log.ranges()).map(({ partition }) => partition)).toEqual(
        Array.from({ length: log.topic.partitions }, (_, partition) => partition),
      );
    });
  });
}
