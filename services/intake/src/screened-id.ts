import { redact } from '@kuulolla/privacy/redact';
import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { keyedHash } from './keyed-hash.ts';
import { rememberingPlainNames } from './plain-names.ts';

/**
 * The source's own id as it may be written down. An id that holds an identity code, a phone number or the like, or is
 * too long for a key, becomes its keyed hash: still one id for one answer, and nobody's. Screening a screened id again
 * changes nothing, so that what a door gave out as an id leads back to the same answer.
 */
export function screenedId(key: Buffer, ownId: string): string {
  if (ownId.length <= 128 && !containsIdentifier(ownId)) return ownId;
  return `h-${hashInLetters(key, 'id', ownId)}`;
}

const isPlainName = rememberingPlainNames(
  (name) => !containsIdentifier(name) && redact(name).kinds.length === 0,
);

/**
 * A questionnaire's name as it may be written down, cut after 200 characters, never in the middle of one: one that holds an
 * identifier, as somebody would write it or as a machine would, becomes its keyed hash.
 */
export function screenedName(key: Buffer, name: string): string {
  // Longer than what is kept: half of an identifier across the cut would pass for none.
  const screened = name.slice(0, 400);
  const kept = screened.slice(0, 200).replace(/[\ud800-\udbff]$/, '');
  return isPlainName(screened) ? kept : `h-${hashInLetters(key, 'questionnaire', name)}`;
}

/** A keyed hash of 32 letters a–p. Of hex digits one in some hundreds would itself look like an identity code. */
export function hashInLetters(key: Buffer, purpose: string, text: string): string {
  const letters = 'abcdefghijklmnop';
  return keyedHash(key, purpose, text).replace(/./g, (digit) => letters.charAt(Number.parseInt(digit, 16)));
}
