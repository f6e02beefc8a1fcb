import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** A Buffer is made into a key anew by each HMAC, which costs six times the HMAC itself. */
const keyObjects = new WeakMap<Buffer, KeyObject>();

/** 128 bits of HMAC-SHA-256 as 32 hex characters. Without the key nobody can try out what was hashed. */
export function keyedHash(key: Buffer, purpose: string, text: string): string {
  return createHmac('sha256', keyObjectOf(key))
    .update(`${purpose}\0${text}`, 'utf8')
    .digest('hex')
    .slice(0, 32);
}

function keyObjectOf(key: Buffer): KeyObject {
  const known = keyObjects.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}
