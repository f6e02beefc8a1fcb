/** What a soft hyphen folds to; only its neighbours tell whether it joins a word or divides a number. */
export const SOFT_HYPHEN = '\u00ad';

const DASHES = '\u2212\u02d7\u2043\u2500\u2501\u2796\u30fc\uff70\u2e3a\u2e3b';
const DOTS = '\u00b7\u2022\u2027\u2219\u22c5\u3002\u30fb\uff61\uff65';
const SPACES = '\u2800';
const NEWLINES = '\n\r\v\f\u0085\u2028\u2029';
// Letters that Unicode does not take apart, though people swap them for what stands here.
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

// A few ligatures stand for whole phrases; no identifier hides in them, but 18-fold text would.
const EXPANDS_AT_MOST = 4;

// Cyrillic and Greek letters that look like a Latin one, small or capital: "FІ85", "030305А944H". Folded after case,
// so small \u043d stands for the capital that looks like H.
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    в: 'b',
    с: 'c',
    е: 'e',
    ғ: 'f',
    н: 'h',
    і: 'i',
    ј: 'j',
    к: 'k',
    м: 'm',
    о: 'o',
    р: 'p',
    ѕ: 's',
  },
  ...{ т: 't', у: 'y', х: 'x', ԁ: 'd', һ: 'h', ԛ: 'q', ԝ: 'w' },
  ...{
    α: 'a',
    β: 'b',
    ε: 'e',
    η: 'h',
    ι: 'i',
    κ: 'k',
    μ: 'm',
    ν: 'n',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'y',
    χ: 'x',
    ζ: 'z',
  },
};

/**
 * Cleared when full, so that a text of rare characters cannot make it grow for ever. Larger than a comment, or one of
 * ten thousand different characters would be folded anew in every round.
 */
const known = new Map<string, string>();
const KNOWN_AT_MOST = 16_384;

/**
 * One character (a code point, or a lone surrogate) as identifiers are compared: compatibility forms, marks,
 * case, dashes, spaces, digits of every script and letters that look like Latin ones folded away. Empty for what a
 * reader does not see: zero-width characters, combining marks, controls. Line breaks become "\n".
 */
export function foldCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  let folded = '';
  const parts = character.normalize('NFKD').toLowerCase().normalize('NFKD');
  for (const part of parts.length > EXPANDS_AT_MOST ? character : parts) folded += foldPart(part);
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(character, folded);
  return folded;
}

function foldPart(part: string): string {
  if (part === SOFT_HYPHEN) return SOFT_HYPHEN;
  if (NEWLINES.includes(part)) return '\n';
  if (part === '\t' || SPACES.includes(part) || /\p{Zs}/u.test(part)) return ' ';
  if (/[\p{M}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(part)) return '';
  if (DASHES.includes(part) || /\p{Pd}/u.test(part)) return '-';
  if (DOTS.includes(part)) return '.';
  if (part === '\u2795') return '+';
  if (part === '\u2044' || part === '\u2215') return '/';
  if (part > '\u007f' && /\p{Nd}/u.test(part)) return digitOf(part);
  return LETTERS[part] ?? LOOK_ALIKES[part] ?? part;
}

/** Unicode promises that a script's ten digits follow one another, zero first. Some scripts have two sets in a row. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value % 10);
}
