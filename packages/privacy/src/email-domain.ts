import { type AtSign, isSpace } from './at-sign.ts';

const LABELS_AT_MOST = 6;
const LABEL = /[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?/uy;
const TIGHT_DOT = /\./y;
const SPOKEN_DOT = / ?[([{<*_-] ?(?:\.|piste|dot|punkt|prick) ?[)\]}>*_-] ?| (?:piste|dot|punkt|prick) /y;
const SPACED_DOT = / ?\. ?/y;
const TOP_LEVEL =
  /^(?:fi|ax|se|no|dk|is|ee|lv|lt|ru|de|fr|it|es|pt|nl|be|ch|at|pl|ie|uk|eu|us|ca|com|net|org|info|edu|gov|biz|name|io|me|co|tv|mail|email|app|dev|cloud|online|health|care|example|test|invalid)$/;
/** A label that is not the first: of "koti.fi-osoitteeseen" only the top level belongs to the domain. */
const LATER_LABEL = new RegExp(
  `${TOP_LEVEL.source.slice(1, -1)}(?=-[\\p{L}\\p{N}-]*(?![\\p{L}\\p{N}-]|\\.\\p{L}))|${LABEL.source}`,
  'uy',
);
// Top levels that are also words, and stand after a full stop without a space ("reception.no one came").
const ALSO_A_WORD =
  /^(?:no|is|it|be|at|us|me|so|in|to|my|am|do|as|an|de|es|name|care|health|test|online|mail|email|app)$/;
const MAIL_ONLY =
  'gmail|googlemail|hotmail|outlook|yahoo|icloud|luukku|kolumbus|elisanet|saunalahti|suomi24|welho|protonmail|gmx|dnainternet|surffi';
const PROVIDER = new RegExp(`^(?:${MAIL_ONLY}|live|msn|elisa|inet|proton|pm|mail|telia|netti)$`);
const PROVIDER_BY_NAME = new RegExp(`^(?:${MAIL_ONLY})$`);

/**
 * Where the domain ends that begins at `from`, spaces before it skipped; undefined when there is none. The less
 * an at sign looks like one, the surer the domain has to be.
 * @param afterAddress whether what stands before the sign is no plain word: then a provider's name is enough
 */
export function domainAfter(
  shadow: string,
  from: number,
  sign: AtSign['kind'],
  afterAddress: boolean,
): number | undefined {
  let at = from;
  while (at < shadow.length && at - from < 3 && isSpace(shadow[at])) at += 1;
  const labels: string[] = [];
  let end: number | undefined;
  for (let count = 0; count < LABELS_AT_MOST; count += 1) {
    const label = matchAt(count === 0 ? LABEL : LATER_LABEL, shadow, at);
    if (!label) break;
    labels.push(label);
    at += label.length;
    end = at;
    const dot = dotAt(shadow, at, labels);
    if (!dot) break;
    at += dot.length;
  }
  return end !== undefined && isDomain(labels, sign, afterAddress) ? end : undefined;
}

/** The dot at this place, tight ("a.b"), spoken or, while no top level has come yet, with spaces. */
function dotAt(shadow: string, at: number, labels: readonly string[]): string | undefined {
  const complete = labels.length > 1 && TOP_LEVEL.test(labels.at(-1) ?? '');
  const spoken = matchAt(SPOKEN_DOT, shadow, at);
  if (spoken) return isLabelAt(shadow, at + spoken.length) ? spoken : undefined;
  const tight = matchAt(TIGHT_DOT, shadow, at);
  if (tight && isLabelAt(shadow, at + 1)) return tight;
  const comma = labels.length === 1 && matchAt(/,/y, shadow, at);
  if (comma && TOP_LEVEL.test(matchAt(LATER_LABEL, shadow, at + 1) ?? '')) return comma;
  const spaced = complete ? undefined : matchAt(SPACED_DOT, shadow, at);
  if (!spaced) return undefined;
  const next = matchAt(LATER_LABEL, shadow, at + spaced.length);
  return next && TOP_LEVEL.test(next) ? spaced : undefined;
}

function isDomain(labels: readonly string[], sign: AtSign['kind'], afterAddress: boolean): boolean {
  const top = labels.at(-1) ?? '';
  const second = labels.at(-2) ?? '';
  if (labels[0] === 'www') return false;
  if (labels.length === 1) {
    if (afterAddress && PROVIDER_BY_NAME.test(top)) return true;
    return sign === 'character' && /^\p{L}[\p{L}\p{N}-]+$/u.test(top);
  }
  if (sign === 'character') return /\p{L}{2}/u.test(top) || labels.every((label) => /^\d+$/.test(label));
  if (!/\p{L}/u.test(labels.slice(0, -1).join(''))) return false;
  if (PROVIDER.test(second)) return true;
  // New top levels come every year; only a bare "at" asks for one that is no word.
  if (sign !== 'word') return /^\p{L}{2,}$/u.test(top);
  return TOP_LEVEL.test(top) && !ALSO_A_WORD.test(top);
}

function isLabelAt(shadow: string, at: number): boolean {
  return matchAt(LABEL, shadow, at) !== undefined;
}

function matchAt(pattern: RegExp, shadow: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(shadow)?.[0];
}
