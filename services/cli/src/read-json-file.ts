import { readFile } from 'node:fs/promises';
import { SettingsError } from '@kuulolla/service-kit/settings';

/** A file's JSON. Throws SettingsError naming the file where it is missing, not UTF-8 or not JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    throw new SettingsError(`${file} cannot be read; check its name and rights.`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SettingsError(`${file} is not JSON in UTF-8.`);
  }
}
