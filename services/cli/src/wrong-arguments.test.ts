import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

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
