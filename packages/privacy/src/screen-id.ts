import { findIdentifiers } from './find-identifiers.ts';

/**
 * Whether an id, a code or another short field holds something that identifies a person. Stricter than the
 * redaction of free text where machines write the same shapes: undivided digits shorter than nine are a counter
 * padded with zeros, 13 to 19 digits a card only under a known brand, UUIDs and timestamps nobody's.
 */
export function containsIdentifier(value: string): boolean {
  return findIdentifiers(value, true).length > 0;
}
