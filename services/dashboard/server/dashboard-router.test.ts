import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkDashboard } from './dashboard-router.ts';

it('a dashboard that was not built fails its check, and passes it when it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-dashboard-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await expect(checkDashboard(folder)).rejects.toThrow('not built');
  writeFileSync(join(folder, 'index.html'), '');
  await checkDashboard(folder);
});
