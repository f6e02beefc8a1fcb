import { findIdentifiers } from './find-identifiers.ts';

/**
 * Whether an id, a code or another short field holds something that identifies a person, as it is or percent-encoded.
 * Stricter than the redaction of free text where machines write the same shapes: undivided digits shorter than nine are a
 * counter padded with zeros, 13 to 19 digits a card only under a known brand, an identity code without its sign one only
 * with a right check character, UUIDs and timestamps nobody's.
 */
export function containsIdentifier(value: string): boolean {
  const decoded = withoutPercent(value);
  return [value, ...(decoded === value ? [] : [decoded])].some(
    (text) => findIdentifiers(text, true).length > 0,
  );
}

/** Each piece by itself, since a value need not be percent-encoded as a whole. */
function withoutPercent(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}
