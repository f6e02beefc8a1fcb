import { atSigns, isSpace } from './at-sign.ts';
import { domainAfter } from './email-domain.ts';
import type { Span } from './span.ts';

const LOCAL_AT_MOST = 100;
const LOCAL_CHARACTER = /[\p{L}\p{N}._%+'&=~-]/u;
const SPOKEN_DOT =
  /(?<=[\p{L}\p{N}])(?: (?:piste|dot|punkt|prick) | ?[([{] ?(?:\.|piste|dot|punkt|prick) ?[)\]}] ?)$/u;
// Before a plain "at" these begin a sentence about a website ("look at ...") and not an address.
const NO_LOCAL_PART =
  /^(?:look|looks|looking|looked|available|found|arrived|arrive|book|booked|booking|see|seen|visit|visited|me|us|him|her|them|it|was|were|is|are|be|been|page|site|website|online|information|titta|tittade)$/;

/**
 * E-mail addresses in a shadow, with a written or a spelt out at sign ("(at)", "miukumauku") and dots
 * ("piste", "(dot)"). A spelt out one counts when a domain follows.
 */
export function findEmails(shadow: string): Span[] {
  const found: Span[] = [];
  for (const sign of atSigns(shadow)) {
    const from = found.at(-1)?.end ?? 0;
    const start = localPartBefore(shadow, sign.start, from);
    if (start === undefined) continue;
    const local = shadow.slice(start, sign.start).trim();
    if (sign.kind === 'word' && NO_LOCAL_PART.test(local)) continue;
    const end = domainAfter(shadow, sign.end, sign.kind, isNoPlainWord(local));
    if (end !== undefined) found.push({ start, end });
  }
  return found;
}

/** "matti.testi", "matti65": said of nothing but an address. */
function isNoPlainWord(local: string): boolean {
  return /\p{L}/u.test(local) && /[._0-9]/.test(local);
}

/** Where the local part that ends just before `end` begins, not before `from`; spaces before the sign may be. */
function localPartBefore(shadow: string, end: number, from: number): number | undefined {
  let at = end;
  while (at > from && end - at < 3 && isSpace(shadow[at - 1])) at -= 1;
  const floor = Math.max(from, at - LOCAL_AT_MOST);
  for (let words = 0; words < 4; words += 1) {
    const wordEnd = at;
    while (at > floor && LOCAL_CHARACTER.test(shadow.charAt(at - 1))) at -= 1;
    if (at === wordEnd) return undefined;
    const dot = SPOKEN_DOT.exec(shadow.slice(Math.max(floor, at - 12), at));
    if (!dot) break;
    at -= dot[0].length;
  }
  return /[\p{L}\p{N}]/u.test(shadow.slice(at, end)) ? at : undefined;
}
