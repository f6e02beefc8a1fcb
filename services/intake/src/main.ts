import { followDirectory } from '@kuulolla/directory/follow-directory';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { openLog, openStore } from '@kuulolla/storage/open-storage';
import { createReconnectsMetric } from '@kuulolla/storage/reconnects-metric';
import { hashKeys } from './api-keys.ts';
import { readConfig } from './config.ts';
import { readDoors } from './doors.ts';
import { defaultLimits } from './intake-deps.ts';
import { createIntakeDesk } from './intake-desk.ts';
import { createIntakeMetrics } from './intake-metrics.ts';
import { openWayToLog } from './way-to-log.ts';

const logger = createLogger('intake', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const doors = readDoors(config);
  const registry = createRegistry();
  const reconnects = createReconnectsMetric(registry);
  const clock = Date.now;
  const log = await openLog(config, 'kuulolla-intake', reconnects.log);
  const store = await openStore(config, reconnects.store);
  const directory = await followDirectory(store, (error) => logger.warn({ err: error }, 'register not read'));
  const way = await openWayToLog({ config, log, clock, logger, registry });
  const hashed = hashKeys(config.INTAKE_KEYS);
  const server = await serve({
    config,
    logger,
    registry,
    health: {
      live: [],
      ready: [
        { name: 'log', check: way.check },
        { name: 'store', check: () => store.ping() },
      ],
    },
    routers: doors({
      desk: createIntakeDesk({
        log: way,
        key: config.INTAKE_FINGERPRINT_KEY,
        clock,
        ...createIntakeMetrics(registry),
      }),
      answers: store,
      directory: directory.get,
      keys: () => hashed,
      logger,
      limits: { ...defaultLimits, requestsPerMinute: config.INTAKE_REQUESTS_PER_MINUTE },
    }),
  });
  return {
    async stop() {
      await server.close();
      await way.close();
      directory.stop();
      await log.close();
      await store.close();
    },
  };
});
