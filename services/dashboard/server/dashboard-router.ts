import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compressed } from '@kuulolla/service-kit/compressed';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import { SettingsError } from '@kuulolla/service-kit/settings';
import express, { Router } from 'express';

const dist = resolve(import.meta.dirname, '../dist');

export interface DashboardSettings {
  readonly sample: boolean;
  /** A picture file of the city's own, or null. */
  readonly logo: string | null;
}

/**
 * The dashboard's built files, `/config.json` with what a city may set about its looks, and its logo at `/logo`. Throws
 * SettingsError where the logo is no picture file that can be read.
 */
export function dashboardRouter({ sample, logo }: DashboardSettings): Router {
  const router = Router();
  const logoFile = logo === null ? null : pictureFile(logo);
  router.get('/config.json', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({ sample, logo: logoFile && '/logo' });
  });
  // The operator named the file, wherever it lies: of itself Express sends none out of a folder that begins with a dot.
  if (logoFile) {
    router.get('/logo', (_request, response) => response.sendFile(logoFile, { dotfiles: 'allow' }));
  }
  router.all('/config.json', onlyMethods('GET', 'HEAD'));
  router.use(
    compressed,
    express.static(dist, {
      acceptRanges: false,
      index: 'index.html',
      redirect: false,
      setHeaders: (response, path) => {
        const lasting = path.includes('/assets/');
        response.setHeader('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.all('/', onlyMethods('GET', 'HEAD'));
  return router;
}

function pictureFile(file: string): string {
  if (!/\.(svg|png|webp)$/i.test(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new SettingsError(`KUULOLLA_LOGO must name an SVG, PNG or WebP file; ${file} is none.`);
  }
  return resolve(file);
}

/** Fulfils when the dashboard has been built, into `folder`. */
export async function checkDashboard(folder = dist): Promise<void> {
  if (!existsSync(resolve(folder, 'index.html'))) throw new Error('the dashboard is not built');
}
