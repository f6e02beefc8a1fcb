import { createHmac } from 'node:crypto';

/** 128 bits of HMAC-SHA-256 as 32 hex characters. Without the key nobody can try out what was hashed. */
export function keyedHash(key: Buffer, purpose: string, text: string): string {
  return createHmac('sha256', key).update(purpose).update('\0').update(text).digest('hex').slice(0, 32);
}
