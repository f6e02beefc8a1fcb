import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { runService } from '@kuulolla/service-kit/run-service';
import { serve } from '@kuulolla/service-kit/serve';
import { serverSettings } from '@kuulolla/service-kit/server-settings';
import { readSettings } from '@kuulolla/service-kit/settings';
import { z } from 'zod';
import { checkDashboard, dashboardRouter } from './dashboard-router.ts';

const logger = createLogger('dashboard', process.env.LOG_LEVEL);
const settings = { ...serverSettings(8085, 9085), KUULOLLA_LOGO: z.string().optional() };

await runService(logger, async () => {
  const config = readSettings(settings, process.env);
  const server = await serve({
    config,
    logger,
    registry: createRegistry(),
    health: { live: [], ready: [{ name: 'dashboard', check: () => checkDashboard() }] },
    routers: [dashboardRouter({ sample: false, logo: config.KUULOLLA_LOGO ?? null })],
  });
  return { stop: () => server.close() };
});
