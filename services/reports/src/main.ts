import { helsinkiDay } from '@kuulolla/calendar/day';
import { followDirectory } from '@kuulolla/directory/follow-directory';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { openStore } from '@kuulolla/storage/open-storage';
import { createReconnectsMetric } from '@kuulolla/storage/reconnects-metric';
import { readConfig } from './config.ts';
import { createReportsRouter } from './reports-router.ts';

const logger = createLogger('reports', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const config = readConfig(process.env);
  const registry = createRegistry();
  const today = () => helsinkiDay(Date.now());
  const onTrouble = (error: unknown) => logger.warn({ err: error }, 'store not read');
  const store = await openStore(config, { onReconnect: createReconnectsMetric(registry).store });
  const directory = await followDirectory(store, onTrouble);
  const follower = await followScoreboard(store, { today, onTrouble });
  const server = await serve({
    config,
    logger,
    registry,
    health: { live: [], ready: [{ name: 'store', check: () => store.ping() }] },
    routers: [createReportsRouter({ follower, directory: directory.get, today, sample: false })],
  });
  return {
    failed: follower.ended.then(() => new Promise<never>(() => {})),
    async stop() {
      await server.close();
      await follower.stop();
      directory.stop();
      await store.close();
    },
  };
});
