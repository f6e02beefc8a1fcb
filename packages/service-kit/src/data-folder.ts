import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SettingsError } from './settings.ts';

/** Where one store's files lie. Sample data and real answers never share a folder. */
export interface StoreFolder {
  readonly sample: boolean;
  readonly path: string;
  readonly log: string;
  readonly store: string;
}

/** The folder of the sample town, or of real answers, under `dataDir`. */
export function storeFolder(dataDir: string, sample: boolean): StoreFolder {
  const path = resolve(dataDir, sample ? 'sample' : 'answers');
  return { sample, path, log: join(path, 'log.sqlite'), store: join(path, 'store.sqlite') };
}

/** The settings that choose a store. */
export interface FolderSettings {
  readonly DATA_DIR: string;
  readonly SAMPLE?: 'on' | 'off' | undefined;
  /** Keys of real sources, in whatever form. */
  readonly INTAKE_KEYS?: unknown;
}

/**
 * Chooses the store a start runs on: real answers where SAMPLE is off, where keys are configured, or where real answers
 * are already kept; the sample town otherwise. Keys of real sources beside a sample town are refused.
 */
export function chooseFolder(config: FolderSettings): StoreFolder {
  const real = storeFolder(config.DATA_DIR, false);
  const sample = storeFolder(config.DATA_DIR, true);
  if (config.INTAKE_KEYS && config.SAMPLE === 'on') {
    throw new SettingsError('SAMPLE is on while INTAKE_KEYS gives keys of real sources; set SAMPLE=off.');
  }
  if (config.INTAKE_KEYS && config.SAMPLE !== 'off' && existsSync(sample.path)) {
    throw new SettingsError(
      `INTAKE_KEYS gives keys of real sources, but a sample town lives in ${sample.path}; ` +
        'remove it with `npx --no kuulolla sample drop`, or set SAMPLE=off.',
    );
  }
  const onReal = config.SAMPLE === 'off' || config.INTAKE_KEYS !== undefined || existsSync(real.store);
  return onReal && config.SAMPLE !== 'on' ? real : sample;
}

/** Makes the folder, for its owner only. Throws SettingsError where it cannot be written. */
export function prepareFolder(folder: StoreFolder): void {
  try {
    makeFolders(folder.path);
    accessSync(folder.path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new SettingsError(`DATA_DIR: ${folder.path} cannot be written; set it to a folder of your own.`);
  }
}

/** Step by step: Node's own recursive way never returns where a parent is there but takes no folders, such as /proc. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
