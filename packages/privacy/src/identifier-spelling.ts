import * as fc from 'fast-check';

// For tests only: the ways people, phones, word processors and web pages write the same characters.

export const SPACES = [
  ' ',
  '\u00a0',
  '\u202f',
  '\u2007',
  '\u2009',
  '\u200a',
  '\u2002',
  '\u2003',
  '\u3000',
  '\t',
  '  ',
];
export const DASHES = [
  ...['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212'],
  ...['\ufe58', '\ufe63', '\uff0d', '\u00ad', '\u2043', '\u207b'],
];
/** What a web page or a mail program leaves of a space and a dash. */
const SPACE_ENTITIES = ['&nbsp;', '&#160;', '&#xA0;', '&amp;nbsp;'];
const DASH_ENTITIES = ['&ndash;', '&#8211;', '&#45;'];
// Cyrillic and Greek letters in the shape of these, as a keyboard set to another language types them.
const LOOK_ALIKES = new Map(
  Object.entries({
    ...{
      A: 'А',
      B: 'В',
      C: 'С',
      E: 'Е',
      F: 'Ғ',
      H: 'Н',
      I: 'І',
      K: 'К',
      M: 'Μ',
      O: 'О',
      P: 'Р',
      T: 'Т',
      X: 'Χ',
    },
    ...{ a: 'а', c: 'с', e: 'е', i: 'і', o: 'ο', p: 'р', s: 'ѕ', x: 'х', y: 'у' },
  }),
);
const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u200e', '\ufe0f'];

const aSpace = fc.constantFrom(...SPACES);
const aDash = fc.constantFrom(...DASHES);
const aSpaceOrEntity = fc.constantFrom(...SPACES, ...SPACE_ENTITIES);
const aDashOrEntity = fc.constantFrom(...DASHES, ...DASH_ENTITIES);
/** Nothing much more often than something. */
const perhapsZeroWidth = fc.option(fc.constantFrom(...ZERO_WIDTH), { freq: 12, nil: '' });
type LetterCase = 'as-is' | 'lower' | 'upper';
const anyCase = fc.constantFrom<LetterCase>('as-is', 'as-is', 'lower', 'upper');
/** For what is recognised by its capital letter. */
export const WITH_CAPITALS = fc.constantFrom<LetterCase>('as-is', 'upper');
const width = fc.constantFrom<'plain' | 'full' | 'mixed' | 'alien'>(
  'plain',
  'plain',
  'plain',
  'full',
  'mixed',
  'alien',
);

/** Joins parts, each gap drawn anew from `gap`. */
export function joinedBy(parts: readonly string[], gap: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(gap, { minLength: parts.length, maxLength: parts.length })
    .map((gaps) => parts.map((part, i) => (i === 0 ? part : gaps[i - 1] + part)).join(''));
}

/** One gap for all, as people keep to a style: nothing, spaces of a kind, or dashes of a kind. */
export function inGroups(
  parts: readonly string[],
  styles = [fc.constant(''), aSpace, aDash],
): fc.Arbitrary<string> {
  return fc.oneof(...styles).chain((gap) => joinedBy(parts, fc.constant(gap)));
}

/** The same text in another case, width or script, kind of space and dash, with characters in it that do not show. */
export function respelt(text: string, letterCase = anyCase): fc.Arbitrary<string> {
  return fc
    .tuple(
      letterCase,
      width,
      aSpaceOrEntity,
      aDashOrEntity,
      fc.array(fc.tuple(perhapsZeroWidth, fc.boolean()), sized(text)),
    )
    .map(([letters, wide, space, dash, each]) =>
      Array.from(inCase(text, letters), (character, i) => {
        const [invisible = '', coin = false] = each[i] ?? [];
        if (character === ' ') return space + invisible;
        if (character === '-') return dash;
        if (wide === 'alien')
          return (coin ? (LOOK_ALIKES.get(character) ?? character) : character) + invisible;
        return (wide === 'full' || (wide === 'mixed' && coin) ? fullWidth(character) : character) + invisible;
      }).join(''),
    );
}

function sized(text: string): fc.ArrayConstraints {
  return { minLength: text.length, maxLength: text.length };
}

function inCase(text: string, letters: LetterCase): string {
  if (letters === 'as-is') return text;
  return letters === 'lower' ? text.toLowerCase() : text.toUpperCase();
}

function fullWidth(character: string): string {
  return /[!-~]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + 0xfee0) : character;
}
