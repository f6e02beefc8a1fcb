import { findIdentifiers } from './find-identifiers.ts';

// An id is encoded once for each system that puts it into an address.
const ENCODINGS_AT_MOST = 3;

/**
 * Whether an id, a code or another short field holds something that identifies a person, as it is or percent-encoded, also
 * twice. Stricter than the redaction of free text where machines write the same shapes: undivided digits shorter than nine
 * are a counter padded with zeros, 13 to 19 digits a card only under a known brand, an identity code without its sign one
 * only with a right check character, UUIDs and timestamps nobody's.
 */
export function containsIdentifier(value: string): boolean {
  let text = value;
  for (let encodings = 0; encodings <= ENCODINGS_AT_MOST; encodings += 1) {
    if (findIdentifiers(text, true).length > 0) return true;
    const decoded = withoutPercent(text);
    if (decoded === text) return false;
    text = decoded;
  }
  return false;
}

/** Each piece by itself, since a value need not be percent-encoded as a whole. */
function withoutPercent(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}
