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
import { openLateEventLog } from './late-event-log.ts';
import { openLateStore } from './late-store.ts';
import { openWayToLog } from './way-to-log.ts';

const logger = createLogger('intake', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const doors = readDoors(config);
  const registry = createRegistry();
  const reconnects = createReconnectsMetric(registry);
  const clock = Date.now;
  const [log, store] = await Promise.all([
    openLateEventLog(() => openLog(config, 'kuulolla-intake', reconnects.log), logger),
    openLateStore(() => openStore(config, { onReconnect: reconnects.store }), logger),
  ]);
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
        { name: 'store', check: store.check },
      ],
    },
    routers: doors({
      desk: createIntakeDesk({
        log: way,
        key: config.INTAKE_FINGERPRINT_KEY,
        clock,
        ...createIntakeMetrics(registry),
      }),
      answers: store.answers,
      directory: store.directory,
      keys: () => hashed,
      logger,
      limits: { ...defaultLimits, requestsPerMinute: config.INTAKE_REQUESTS_PER_MINUTE },
    }),
  });
  return {
    failed: Promise.race([log.failed, store.failed]),
    async stop() {
      await server.close();
      await way.close();
      await log.close();
      await store.close();
    },
  };
});
