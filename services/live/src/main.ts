import { helsinkiDay } from '@kuulolla/calendar/day';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { openStore } from '@kuulolla/storage/open-storage';
import { createReconnectsMetric } from '@kuulolla/storage/reconnects-metric';
import { readConfig } from './config.ts';
import { createGateway } from './gateway.ts';
import { gatewayOptions } from './gateway-options.ts';
import { liveRouter } from './live-router.ts';

const logger = createLogger('live', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const clock = Date.now;
  const registry = createRegistry();
  const store = await openStore(config, { onReconnect: createReconnectsMetric(registry).store });
  const follower = await followScoreboard(store, {
    today: () => helsinkiDay(clock()),
    onTrouble: (error) => logger.warn({ err: error }, 'store not read'),
  });
  const gateway = createGateway({
    follower,
    clock,
    logger,
    registry,
    ...gatewayOptions(config),
  });
  const server = await serve({
    config,
    logger,
    registry,
    health: { live: [], ready: [{ name: 'store', check: () => store.ping() }] },
    routers: [liveRouter()],
    onUpgrade: gateway.handleUpgrade,
  });
  return {
    failed: follower.ended.then(() => new Promise<never>(() => {})),
    async stop() {
      await gateway.close();
      await server.close();
      await follower.stop();
      await store.close();
    },
  };
});
