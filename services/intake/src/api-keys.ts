import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Source, sources } from '@kuulolla/contracts/source';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { SettingsError } from '@kuulolla/service-kit/settings';

/** SHA-256 of each source's keys, hex. Keys are 128 random bits or more, so a plain hash is enough. */
export type HashedKeys = Readonly<Record<Source, readonly string[]>>;

export function hashKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

/** The hashes of plain keys. */
export function hashKeys(keys: Readonly<Record<Source, readonly string[]>>): HashedKeys {
  return { units: keys.units.map(hashKey), maisa: keys.maisa.map(hashKey), helfi: keys.helfi.map(hashKey) };
}

/** A new key: 192 random bits, base64url. */
export function generateKey(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Reads `units=…,maisa=…,helfi=…`. A source may be named twice while its key is changed. Throws SettingsError for an
 * unknown source, a short key or one that no request could carry, one key for two sources, or a source without a key.
 */
export function parseIntakeKeys(text: string): Record<Source, string[]> {
  const keys: Record<Source, string[]> = { units: [], maisa: [], helfi: [] };
  for (const part of text.split(',')) {
    const [name, key] = splitOnce(part.trim());
    const source = sources.find((known) => known === name);
    if (!source) throw new SettingsError(`INTAKE_KEYS names a source that is none of ${sources.join(', ')}.`);
    if (key.length < 16)
      throw new SettingsError(`INTAKE_KEYS has a key for ${source} of under 16 characters.`);
    if (!/^[!-~]+$/.test(key)) {
      const sentence = `INTAKE_KEYS has a key for ${source} with a space or a character beyond ASCII, which no header can carry.`;
      throw new SettingsError(sentence);
    }
    if (Object.values(keys).flat().includes(key)) {
      throw new SettingsError(`INTAKE_KEYS gives the key of ${source} twice; every source needs its own.`);
    }
    keys[source].push(key);
  }
  const without = sources.find((source) => keys[source].length === 0);
  if (without) throw new SettingsError(`INTAKE_KEYS has no key for ${without}.`);
  return keys;
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

/** The source a key belongs to, or null. Compares in constant time. */
export function sourceOfKey(keys: HashedKeys, key: string): Source | null {
  const hash = Buffer.from(hashKey(key), 'hex');
  let found: Source | null = null;
  for (const source of sources) {
    for (const known of keys[source]) {
      if (timingSafeEqual(hash, Buffer.from(known, 'hex'))) found = source;
    }
  }
  return found;
}

/** The key in `Authorization: api-key <key>`, or null without one. */
export function keyOfHeader(authorization: string | undefined): string | null {
  return /^api-key +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** Lets a caller speak for `source` only: 401 without a key or with an unknown one, 403 with another source's. */
export function requireSource(keys: HashedKeys, key: string | null, source: Source): void {
  const owner = key === null ? null : sourceOfKey(keys, key);
  if (owner === null) {
    throw new HttpProblem(401, 'key-missing', 'Send the key of your source: Authorization: api-key <key>.', {
      headers: { 'WWW-Authenticate': 'api-key' },
    });
  }
  if (owner !== source)
    throw new HttpProblem(403, 'key-of-another-source', 'This key belongs to another source.');
}
