import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Source, sources } from '@kuulolla/contracts/source';
import { generateKey, type HashedKeys, hashKey, hashKeys } from '@kuulolla/intake/api-keys';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const hashes = z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1);
const keysFileSchema = z.strictObject({ units: hashes, maisa: hashes, helfi: hashes });

export interface IntakeKeys {
  readonly hashed: HashedKeys;
  /** The keys themselves, only where they were generated just now: shown once, stored hashed. */
  readonly generated: Readonly<Record<Source, string>> | null;
  /** Writes the hashes of generated keys down: once they can be shown, lest a failed start leave keys nobody has seen. */
  keep(): void;
}

/** The doors' keys: the configured ones, else those kept in the folder, else new ones. */
export function intakeKeys(
  folder: string,
  configured: Readonly<Record<Source, string[]>> | undefined,
): IntakeKeys {
  const keep = () => {};
  if (configured) return { hashed: hashKeys(configured), generated: null, keep };
  const file = join(folder, 'keys.json');
  if (existsSync(file)) return { hashed: readKeys(file), generated: null, keep };
  const generated = { units: generateKey(), maisa: generateKey(), helfi: generateKey() };
  const { units, maisa, helfi } = generated;
  const kept = hashKeys({ units: [units], maisa: [maisa], helfi: [helfi] });
  const text = `${JSON.stringify(kept, null, 2)}\n`;
  return {
    hashed: kept,
    generated,
    keep: () => writeFileSync(file, text, { mode: 0o600, flag: 'wx', flush: true }),
  };
}

function readKeys(file: string): HashedKeys {
  try {
    return keysFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new SettingsError(
      `${file} is not a keys file; delete it to have new keys made, or set INTAKE_KEYS.`,
    );
  }
}

/** Further keys that live as long as this process: the sample town's own way in. Never made for real answers. */
export function withVisitor(known: HashedKeys): { hashed: HashedKeys; keys: Record<Source, string> } {
  const keys = { units: generateKey(), maisa: generateKey(), helfi: generateKey() };
  const both = sources.map((source) => [source, [...known[source], hashKey(keys[source])]]);
  return { hashed: Object.fromEntries(both) as unknown as HashedKeys, keys };
}
