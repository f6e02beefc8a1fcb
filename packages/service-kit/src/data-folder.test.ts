import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseFolder, prepareFolder, storeFolder } from './data-folder.ts';
import { FolderLockedError, lockDataFolder } from './data-folder-lock.ts';

let DATA_DIR: string;
beforeEach(() => {
  DATA_DIR = mkdtempSync(join(tmpdir(), 'kuulolla-folder-'));
});
afterEach(() => rmSync(DATA_DIR, { recursive: true }));

describe('the folder of a start', () => {
  test('is the sample town only where nothing real is configured or kept', () => {
    expect(chooseFolder({ DATA_DIR }).sample).toBe(true);
    expect(chooseFolder({ DATA_DIR, SAMPLE: 'off' }).sample).toBe(false);
    expect(chooseFolder({ DATA_DIR, INTAKE_KEYS: {} }).sample).toBe(false);
    const real = storeFolder(DATA_DIR, false);
    mkdirSync(real.path);
    writeFileSync(real.store, '');
    expect(chooseFolder({ DATA_DIR }).sample).toBe(false);
  });

  test('refuses keys of real sources beside a sample town', () => {
    mkdirSync(storeFolder(DATA_DIR, true).path);
    expect(() => chooseFolder({ DATA_DIR, INTAKE_KEYS: {} })).toThrow(/sample drop/);
    expect(() => chooseFolder({ DATA_DIR, INTAKE_KEYS: {}, SAMPLE: 'on' })).toThrow(/SAMPLE=off/);
    expect(chooseFolder({ DATA_DIR, INTAKE_KEYS: {}, SAMPLE: 'off' }).sample).toBe(false);
  });

  test('that cannot be made ends the start with a sentence, and does not hang', () => {
    expect(() => prepareFolder(storeFolder('/proc/kuulolla', false))).toThrow(
      /^DATA_DIR: .* cannot be written/,
    );
  });

  test('is held by one process at a time, and free again after it', () => {
    const lock = lockDataFolder(DATA_DIR);
    expect(() => lockDataFolder(DATA_DIR)).toThrow(FolderLockedError);
    lock.release();
    lockDataFolder(DATA_DIR).release();
  });
});
