import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installOnce } from './install-once.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-once-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('installs once where several ask at once, and none of them sees it half done', async () => {
  const folder = join(root, 'deep', 'server');
  let installs = 0;
  const ask = async () => {
    const found = await installOnce(folder, async (into) => {
      installs++;
      writeFileSync(join(into, 'first'), '');
      await pause(50);
      writeFileSync(join(into, 'last'), '');
    });
    return readdirSync(found).sort();
  };
  const seen = await Promise.all([ask(), ask(), ask()]);
  expect(seen).toEqual(Array(3).fill(['first', 'last']));
  expect([installs, await ask(), installs]).toEqual([1, ['first', 'last'], 1]);
});

it('leaves nothing behind when an installation fails, and tries again when it is asked again', async () => {
  const folder = join(root, 'server');
  const failing = installOnce(folder, async (into) => {
    writeFileSync(join(into, 'first'), '');
    throw new Error('no network');
  });
  await expect(failing).rejects.toThrow('no network');
  expect(readdirSync(root)).toEqual([]);
  await installOnce(folder, async () => undefined);
  expect(existsSync(folder)).toBe(true);
});

it('takes over from a process that died while it installed', async () => {
  const folder = join(root, 'server');
  const noProcess = 2 ** 22 + 1;
  writeFileSync(`${folder}.lock`, String(noProcess));
  await installOnce(folder, async () => undefined);
  expect(readdirSync(root)).toEqual(['server']);
});
