import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { keyedHash } from './keyed-hash.ts';

/**
 * The source's own id as it may be written down. An id that holds an identity code, a phone number or the like, or is
 * too long for a key, becomes its keyed hash: still one id for one answer, and nobody's.
 */
export function screenedId(key: Buffer, ownId: string): string {
  if (ownId.length <= 128 && !containsIdentifier(ownId)) return ownId;
  return `h-${keyedHash(key, 'id', ownId)}`;
}
