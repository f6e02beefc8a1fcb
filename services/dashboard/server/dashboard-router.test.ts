import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { createLogger } from '@kuulolla/service-kit/logger';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { expect, it, onTestFinished } from 'vitest';
import { checkDashboard, dashboardRouter } from './dashboard-router.ts';

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-dashboard-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('a dashboard that was not built fails its check, and passes it when it was', async () => {
  const folder = testFolder();
  await expect(checkDashboard(folder)).rejects.toThrow('not built');
  writeFileSync(join(folder, 'index.html'), '');
  await checkDashboard(folder);
});

it('serves the logo that is set, also out of a folder that begins with a dot', async () => {
  const folder = join(testFolder(), '.brand');
  mkdirSync(folder);
  const logo = join(folder, 'city.svg');
  writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const routers = [dashboardRouter({ sample: false, logo })];
  const server = createServer(createHttpApp({ logger: createLogger('test', 'silent'), routers }));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/logo`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  expect(await answer.text()).toContain('<svg');
});

it.each(['missing.svg', 'folder.svg', 'words.txt'])('refuses %s for a logo', (name) => {
  const folder = testFolder();
  mkdirSync(join(folder, 'folder.svg'));
  writeFileSync(join(folder, 'words.txt'), '');
  const logo = join(folder, name);
  expect(() => dashboardRouter({ sample: false, logo })).toThrow(SettingsError);
  expect(() => dashboardRouter({ sample: false, logo })).toThrow('KUULOLLA_LOGO');
});
