import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import express, { Router } from 'express';

const dist = resolve(import.meta.dirname, '../../dashboard/dist');

/** The dashboard's built files, and `/config.json` with what a city may set about its looks. */
export function dashboardRouter(settings: {
  readonly sample: boolean;
  readonly logo: string | null;
}): Router {
  const router = Router();
  router.get('/config.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json(settings);
  });
  router.use(
    express.static(dist, {
      index: 'index.html',
      setHeaders: (response, path) => {
        const lasting = path.includes('/assets/');
        response.setHeader('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.all('/', onlyMethods('GET', 'HEAD'));
  return router;
}

/** Fulfils when the dashboard has been built. */
export async function checkDashboard(): Promise<void> {
  if (!existsSync(resolve(dist, 'index.html'))) throw new Error('the dashboard is not built');
}
