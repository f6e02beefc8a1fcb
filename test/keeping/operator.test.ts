import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, runCliWith, startKuulolla, testFolder } from '../kuulolla-process.ts';

const words = 'vanhat sanat vastaanotolta';

describe('the operator', () => {
  it('backs up a running Kuulolla, restores it elsewhere, and erases old comments', async () => {
    const dataDir = testFolder();
    const settings = { SAMPLE: 'off' };
    const running = await startKuulolla(dataDir, { settings });
    const register = await fetch(`${running.address}/api/v1/units`);
    const { units } = (await register.json()) as { units: { id: number }[] };
    const unit = units[0]?.id;
    const sent = await fetch(`${running.address}/v1/feedback`, {
      method: 'POST',
      headers: { authorization: `api-key ${running.keys.units}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'a', unit, answeredAt: '2025-01-02T10:00:00Z', nps: 9, comment: words }),
    });
    expect(sent.status).toBe(202);
    const file = join(testFolder(), 'backup.gz');
    await expect
      .poll(async () => (await runCli(dataDir, 'reconcile')).stdout, { timeout: 20_000 })
      .toContain('1 = 1');
    const backup = await runCli(dataDir, 'backup', file);
    expect(backup).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 answers.*fingerprint\.key/s) });
    expect(await runCli(dataDir, 'backup', file)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/exists already/),
    });
    expect(await runCli(dataDir, 'restore', file)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/is recording into/),
    });
    expect(await runCli(dataDir, 'retention')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/RECORDER_COMMENT_DAYS/),
    });
    const retention = await runCliWith({ RECORDER_COMMENT_DAYS: '30' }, dataDir, 'retention');
    expect(retention).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 texts/) });
    expect(readFileSync(join(dataDir, 'answers', 'store.sqlite')).includes(words)).toBe(false);
    await running.stop();
    expect(await runCli(dataDir, 'restore', file)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/holds something/),
    });

    const elsewhere = testFolder();
    expect(await runCli(elsewhere, 'restore', file)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/set SAMPLE=off/),
    });
    expect(await runCliWith(settings, elsewhere, 'restore', file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 answers/),
    });
    const damaged = `${file}.cut`;
    writeFileSync(damaged, readFileSync(file).subarray(0, -20));
    expect(await runCliWith(settings, testFolder(), 'restore', damaged)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cut off or altered/),
    });
    expect(await runCli(elsewhere, 'rebuild')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 units' days.*, 0 tallies/),
    });
  }, 90_000);
});
