import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');

function exitCodeOf(...words: string[]): Promise<number | string> {
  const { promise, resolve } = Promise.withResolvers<number | string>();
  execFile(process.execPath, [main, ...words], (error) => resolve(error?.code ?? 0));
  return promise;
}

test('a mistyped command ends like a reconciliation that found differences', async () => {
  expect(await exitCodeOf('reconcle')).toBe(2);
  expect(await exitCodeOf('reconcile', '--controls')).toBe(2);
  expect(await exitCodeOf('reconcile', '--help')).toBe(0);
});

test('an empty DATA_DIR is none, and what lies where the command stands is not taken for a sample town', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'empty-data-dir-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sample'));
  writeFileSync(join(folder, 'sample', 'store.sqlite'), '');
  const environment = { ...process.env, DATA_DIR: '' };
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(process.execPath, [main, 'sample', 'drop'], { cwd: folder, env: environment }, (_error, text) =>
    resolve(text),
  );
  expect(await promise).toContain(join('.kuulolla', 'sample'));
  expect(existsSync(join(folder, 'sample', 'store.sqlite'))).toBe(true);
});
