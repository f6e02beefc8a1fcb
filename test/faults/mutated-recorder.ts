// A recorder with one thing broken, made of the recorder's own parts: what the faults must find out.
//   node mutated-recorder.ts offset-before-transaction | no-position-check

import { readConfig } from '@kuulolla/recorder/config';
import { advancingOutside } from '@kuulolla/recorder/crashing-store.test-kit';
import { type RecorderDeps, startRecorder } from '@kuulolla/recorder/recorder';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { openLog, openStore } from '@kuulolla/storage/open-storage';
import type { Mutation } from './seed-result.ts';

type Parts = Pick<RecorderDeps, 'log' | 'store'>;

/** Where a partition stands is not looked at: whatever batch comes is applied, and the position goes to its end. */
function withoutPositionCheck({ log, store }: Parts): Parts {
  const firsts = new Map<number, number>();
  return {
    log: {
      topic: log.topic,
      ranges: () => log.ranges(),
      read: (partition, from, limit) => log.read(partition, from, limit),
      consume: (options) =>
        log.consume({
          ...options,
          onBatch(batch) {
            firsts.set(batch.partition, batch.messages[0]?.offset ?? 0);
            return options.onBatch(batch);
          },
        }),
    },
    store: {
      directory: () => store.directory(),
      partitionStates: (topicId) => store.partitionStates(topicId),
      transaction: (work) =>
        store.transaction((tx) =>
          work({
            ...tx,
            position: async (topicId, partition) => {
              await tx.position(topicId, partition);
              return firsts.get(partition) ?? 0;
            },
            advance: async (topicId, partition, _from, to, mark) =>
              tx.advance(topicId, partition, await tx.position(topicId, partition), to, mark),
          }),
        ),
    },
  };
}

const broken: Readonly<Record<Mutation, (parts: Parts) => Parts>> = {
  /** The position is moved in a transaction of its own, before the one that applies the batch. */
  'offset-before-transaction': ({ log, store }) => ({ log, store: advancingOutside(store) }),
  'no-position-check': withoutPositionCheck,
};

const mutation = process.argv[2] as Mutation;
const logger = createLogger('recorder', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const store = await openStore(config);
  const log = await openLog(config, 'kuulolla-recorder');
  const recorder = await startRecorder({ ...broken[mutation]({ log, store }), clock: Date.now, logger });
  const server = await serve({ config, logger, registry: createRegistry(), health: { live: [], ready: [] } });
  return {
    failed: recorder.ended.then(() => new Promise<never>(() => {})),
    async stop() {
      await recorder.stop();
      await server.close();
      await log.close();
      await store.close();
    },
  };
});
