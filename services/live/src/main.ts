import { join } from 'node:path';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { healthRouter } from '@kuulolla/service-kit/health';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry, metricsRouter } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import { readConfig } from './config.ts';
import { createGateway } from './gateway.ts';

const logger = createLogger('live', process.env.LOG_LEVEL || 'info');

await runService(logger, async () => {
  const config = readConfig(process.env);
  const clock = Date.now;
  const registry = createRegistry();
  const store = await openSqliteStore({ file: join(config.DATA_DIR, 'answers', 'store.sqlite'), clock });
  const follower = await followScoreboard(store, {
    today: () => helsinkiDay(clock()),
    onTrouble: (error) => logger.warn({ err: error }, 'scoreboard read again'),
  });
  const gateway = createGateway({
    follower,
    clock,
    logger,
    registry,
    allowedOrigins: config.LIVE_ORIGINS,
    allowedHosts: config.LIVE_HOSTS,
    limits: {
      connections: config.LIVE_CONNECTIONS,
      subscriptions: config.LIVE_SUBSCRIPTIONS,
      tickMs: config.LIVE_TICK_MS,
    },
  });
  const ready = [{ name: 'store', check: () => store.ping() }];
  const server = createHttpServer(createHttpApp({ logger, routers: [healthRouter({ live: [], ready })] }));
  const metrics = createHttpServer(createHttpApp({ logger, routers: [metricsRouter(registry)] }));
  server.on('upgrade', gateway.handleUpgrade);
  await listen(metrics, config.HOST, config.METRICS_PORT);
  const port = await listen(server, config.HOST, config.PORT);
  logger.info({ port }, 'listening');
  return {
    failed: follower.ended.then(() => new Promise<never>(() => {})),
    async stop() {
      await gateway.close();
      await Promise.all([closeServer(server), closeServer(metrics)]);
      await follower.stop();
      await store.close();
    },
  };
});
