import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import type { ConsumeOptions } from '@kuulolla/event-log/event-log';
import { createLogger } from '@kuulolla/service-kit/logger';
import { afterEach, expect, it, vi } from 'vitest';
import { type RecorderDeps, startRecorder } from './recorder.ts';

afterEach(() => vi.useRealTimers());

/** A recorder whose log is driven by hand, and whose store lets no transaction end. */
async function startByHand() {
  const { promise: ended, reject } = Promise.withResolvers<void>();
  let options: ConsumeOptions | undefined;
  const log: RecorderDeps['log'] = {
    topic: { id: 't', partitions: 1 },
    ranges: async () => [],
    read: async () => [],
    consume: async (given) => {
      options = given;
      return { ended, stop: async () => undefined };
    },
  };
  const recorder = await startRecorder({
    log,
    store: {
      transaction: () => new Promise(() => {}),
      directory: async () => EMPTY_DIRECTORY,
      partitionStates: async () => [],
    },
    clock: Date.now,
    logger: createLogger('test', 'silent'),
  });
  const batch = { topic: { id: 't', partitions: 1 }, partition: 0, messages: [] };
  return { recorder, hand: () => void options?.onBatch(batch), end: reject };
}

it('its check fails once a batch has been in hand for half a minute, and not before', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { recorder, hand } = await startByHand();
  vi.advanceTimersByTime(60_000);
  await recorder.check();
  hand();
  vi.advanceTimersByTime(29_000);
  await recorder.check();
  vi.advanceTimersByTime(2_000);
  await expect(recorder.check()).rejects.toThrow('stuck');
});

it('its check fails once recording has ended', async () => {
  const { recorder, end } = await startByHand();
  end(new Error('planned'));
  await recorder.ended.catch(() => undefined);
  await expect(recorder.check()).rejects.toThrow('ended');
});
