import { findAddresses } from './address.ts';
import { findCards } from './card.ts';
import { hasDigits } from './digit-runs.ts';
import { findEmails } from './email.ts';
import { findIbans } from './iban.ts';
import { findIdentityCodes } from './identity-code.ts';
import type { IdentifierKind } from './marker.ts';
import { findPhones } from './phone.ts';
import { type Shadow, shadowOf } from './shadow.ts';
import { maskPattern, maskSpans, type Span } from './span.ts';

/** An identifier and where it stands in the text, in UTF-16 units, `end` excluded. */
export type Identifier = Span & { kind: IdentifierKind };

/** Random ids of machines: their digits mean nothing, and source ids are screened too. */
const UUID = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/g;

type Finder = (masked: string, text: string, shadow: Shadow, strict: boolean) => Span[];

// In this order: what has the surer shape takes its characters first.
const FINDERS: readonly (readonly [IdentifierKind, Finder])[] = [
  ['email', (masked) => findEmails(masked)],
  ['iban', (masked) => findIbans(masked)],
  ['card', (masked, _text, _shadow, strict) => findCards(masked, strict)],
  ['identity-code', (masked, _text, _shadow, strict) => findIdentityCodes(masked, strict)],
  ['phone', (masked, _text, _shadow, strict) => findPhones(masked, strict)],
  ['address', findAddresses],
];

/**
 * Identifiers in any text, in their order and without overlap.
 * @param strict for ids and codes: without the number shapes that counters and timestamps share
 */
export function findIdentifiers(text: string, strict = false): Identifier[] {
  const shadow = shadowOf(text);
  let masked = maskPattern(shadow.chars, UUID);
  const found: Identifier[] = [];
  for (const [kind, find] of FINDERS) {
    // Only an e-mail address can be without a digit, and most comments and many ids have none.
    if (kind !== 'email' && !hasDigits(masked, 1)) break;
    const spans = find(masked, text, shadow, strict).sort((a, b) => a.start - b.start);
    masked = maskSpans(masked, spans);
    for (const span of spans) found.push({ kind, ...inOriginal(span, shadow) });
  }
  return found.sort((a, b) => a.start - b.start);
}

function inOriginal({ start, end }: Span, { starts, ends }: Shadow): Span {
  return { start: starts[start] ?? 0, end: ends[end - 1] ?? 0 };
}
