import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { openLog, openStore } from '@kuulolla/storage/open-storage';
import { createReconnectsMetric } from '@kuulolla/storage/reconnects-metric';
import { startCommentRetention } from './comment-retention.ts';
import { readConfig } from './config.ts';
import { startRecorder } from './recorder.ts';
import { createRecorderMetrics } from './recorder-metrics.ts';
import { watchStalledPartitions } from './stalled-partitions.ts';

const logger = createLogger('recorder', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const registry = createRegistry();
  const reconnects = createReconnectsMetric(registry);
  const clock = Date.now;
  const store = await openStore(config, { onReconnect: reconnects.store });
  const log = await openLog(config, 'kuulolla-recorder', reconnects.log);
  const { onRecorded } = createRecorderMetrics(registry, log, store, clock);
  const recorder = await startRecorder({ log, store, clock, logger, onRecorded });
  const stalls = watchStalledPartitions({ log, store, clock, logger, onRecorded });
  const retention = startCommentRetention({ store, days: config.RECORDER_COMMENT_DAYS, clock, logger });
  const server = await serve({
    config,
    logger,
    registry,
    health: {
      live: [{ name: 'recording', check: () => recorder.check() }],
      ready: [
        { name: 'store', check: () => store.ping() },
        { name: 'log', check: async () => void (await log.ranges()) },
      ],
    },
  });
  return {
    failed: Promise.all([recorder.ended, stalls.ended]).then(() => new Promise<never>(() => {})),
    async stop() {
      await recorder.stop();
      await stalls.stop();
      await retention.stop();
      await server.close();
      await log.close();
      await store.close();
    },
  };
});
