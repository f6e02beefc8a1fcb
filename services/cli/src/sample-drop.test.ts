import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { dropSample } from './sample-drop.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
let dataDir = '';
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  dataDir = mkdtempSync(join(tmpdir(), 'sample-drop-'));
  folders.push(dataDir);
});

/** Puts a file into the place of the sample town. */
function put(name: string): string {
  mkdirSync(join(dataDir, 'sample'), { recursive: true });
  const file = join(dataDir, 'sample', name);
  writeFileSync(file, '');
  return file;
}

it('removes the sample town, and leaves the real answers beside it', () => {
  put('store.sqlite');
  mkdirSync(join(dataDir, 'answers'));
  expect(dropSample(dataDir)).toBe(0);
  expect(existsSync(join(dataDir, 'sample'))).toBe(false);
  expect(existsSync(join(dataDir, 'answers'))).toBe(true);
});

it("leaves a folder of that name that holds something else, and says so: it may be somebody's own", () => {
  const file = put('letters.txt');
  expect(() => dropSample(dataDir)).toThrow(/no sample town; nothing was removed/);
  expect(existsSync(file)).toBe(true);
});

it('is content where there is none', () => {
  expect(dropSample(dataDir)).toBe(0);
});
