import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { keyedHash } from './keyed-hash.ts';

/**
 * The source's own id as it may be written down. An id that holds an identity code, a phone number or the like, or is
 * too long for a key, becomes its keyed hash: still one id for one answer, and nobody's. Screening a screened id again
 * changes nothing, so that what a door gave out as an id leads back to the same answer.
 */
export function screenedId(key: Buffer, ownId: string): string {
  if (ownId.length <= 128 && !containsIdentifier(ownId)) return ownId;
  return `h-${hashInLetters(key, 'id', ownId)}`;
}

/** A keyed hash of 32 letters a–p. Of hex digits one in some hundreds would itself look like an identity code. */
export function hashInLetters(key: Buffer, purpose: string, text: string): string {
  const letters = 'abcdefghijklmnop';
  return keyedHash(key, purpose, text).replace(/./g, (digit) => letters.charAt(Number.parseInt(digit, 16)));
}
