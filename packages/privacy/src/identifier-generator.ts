import * as fc from 'fast-check';
import { address, capitalAddress } from './address-generator.ts';
import { passesLuhn } from './card.ts';
import { inGroups, joinedBy, respelt, SPACES } from './identifier-spelling.ts';
import { COMMENTS_TO_PLANT_IN } from './planted-comment.ts';
import { type PlantedIdentifier, planted } from './planted-identifier.ts';

const CHECK_CHARACTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((each) => each.join(''));
const padded = (min: number, max: number) => fc.integer({ min, max }).map((n) => String(n).padStart(2, '0'));
const aSpace = fc.constantFrom(...SPACES);
const nothing = fc.constant('');

/** Finnish personal identity codes with numbers 900 to 999, which are given to nobody; the check is right or wrong. */
export function identityCode(): fc.Arbitrary<PlantedIdentifier> {
  return fc
    .tuple(
      fc.tuple(padded(1, 31), padded(1, 12), padded(0, 99)).map((parts) => parts.join('')),
      fc.constantFrom(...'-----+AAAYXWVUBCDEF'),
      fc.integer({ min: 900, max: 999 }).map(String),
      fc.option(fc.constantFrom(...CHECK_CHARACTERS), { nil: undefined }),
    )
    .chain(([date, sign, number, typo]) => {
      const check = typo ?? CHECK_CHARACTERS[Number(date + number) % 31] ?? '0';
      const plain = date + sign + number + check;
      const [day = '', month = '', year = ''] = date.match(/../g) ?? [];
      const around = fc.oneof({ weight: 3, arbitrary: nothing }, { weight: 1, arbitrary: aSpace });
      const spaced = fc.oneof(
        joinedBy([date, sign, number + check], around),
        joinedBy([day, month, year + sign + number + check], fc.constantFrom(' ', '.', '\u00a0', '-')),
        joinedBy([...plain], aSpace),
        divided([day, month, year], sign, number, check),
        unpadded([day, month], year, sign, number + check),
      );
      return planted('identity-code', plain, spaced.chain(respelt));
    });
}

/** "12. 04. 64 - 923 A": the date divided in one way, and space or none around the sign and before the check. */
function divided(date: readonly string[], sign: string, number: string, check: string): fc.Arbitrary<string> {
  const between = fc.constantFrom('', ' ', '.', '-', '/', '. ');
  const perhapsSpace = fc.constantFrom('', ' ');
  return fc
    .tuple(between, perhapsSpace, perhapsSpace, fc.constantFrom('', '', ' ', '-'))
    .map(([mark, before, after, last]) => date.join(mark) + before + sign + after + number + last + check);
}

/** "3.3.65-923A" or "3.3.1965-923A", as the date stands in a calendar. */
function unpadded(
  dayAndMonth: readonly string[],
  year: string,
  sign: string,
  tail: string,
): fc.Arbitrary<string> {
  const century = sign === '+' ? '18' : '19';
  return fc
    .tuple(
      fc.constantFrom('', /[A-F]/.test(sign) ? '20' : century),
      fc.constantFrom('.', '. '),
      fc.constantFrom('', ' '),
    )
    .map(([full, dot, space]) => [...dayAndMonth.map(Number), full + year].join(dot) + space + sign + tail);
}

/** Finnish mobile and landline numbers, and some of other countries, in national and international form. */
export function phone(): fc.Arbitrary<PlantedIdentifier> {
  return fc.oneof({ weight: 3, arbitrary: finnishPhone() }, { weight: 1, arbitrary: foreignPhone() });
}

/** Landline numbers without their area, which only the words before them tell from other numbers. */
export function localPhone(): fc.Arbitrary<PlantedIdentifier> {
  const digitsOfIt = fc.tuple(fc.integer({ min: 200, max: 899 }).map(String), digits(4));
  return digitsOfIt.chain((parts) =>
    planted('phone', parts.join(''), inGroups(parts, [nothing, aSpace, fc.constant('-')])),
  );
}

function finnishPhone(): fc.Arbitrary<PlantedIdentifier> {
  const mobile = fc.tuple(
    fc.constantFrom('40', '41', '44', '45', '46', '50'),
    fc.tuple(digits(3), digits(4)),
  );
  const landline = fc.tuple(
    fc.constantFrom('9', '2', '3', '5', '6', '8', '13', '16', '19'),
    fc.tuple(fc.integer({ min: 200, max: 899 }).map(String), digits(4)),
  );
  return fc.oneof(mobile, landline).chain(([area, parts]) => {
    const plain = `0${area}${parts.join('')}`;
    const prefix = fc.constantFrom(
      `0${area}`,
      `(0${area})`,
      `+358 ${area}`,
      `00358 ${area}`,
      `+358 (0)${area}`,
      `+358${area}`,
    );
    const gaps = [nothing, aSpace, fc.constant('-'), fc.constant('.'), fc.constant('/'), fc.constant(' - ')];
    const written = prefix.chain((start) => inGroups([start, ...parts], gaps));
    return planted('phone', plain, written.chain(respelt), [area + parts.join('')]);
  });
}

function foreignPhone(): fc.Arbitrary<PlantedIdentifier> {
  const prefix = fc.constantFrom(
    ['46', '70'],
    ['372', '5'],
    ['44', '7911'],
    ['49', '151'],
    ['1', '212'],
    ['7', '921'],
  );
  return fc
    .tuple(prefix, digits(3), digits(4), fc.constantFrom('+', '+', '00'))
    .chain(([[country = '', area = ''], a, b, plus]) => {
      const parts = [`${plus === '00' ? '+' : plus}${country}`, area, a, b];
      return planted(
        'phone',
        parts.join(''),
        inGroups(parts, [nothing, aSpace, fc.constant('-')]).chain(respelt),
      );
    });
}

/** E-mail addresses of nobody's, with written and spelt out at signs and dots. */
export function email(): fc.Arbitrary<PlantedIdentifier> {
  const syllables = (min: number, max: number) =>
    fc.array(fc.constantFrom(...'ka ri mo lu se to pe vi na hu ja ku äl öh'.split(' ')), {
      minLength: min,
      maxLength: max,
    });
  const word = syllables(3, 4).map((each) => each.join(''));
  const tightDot = fc.constantFrom('.', '.', '.', '(dot)', '[dot]', ' (dot) ', '(piste)');
  const dot = fc.oneof(tightDot, fc.constantFrom(' dot ', ' piste ', ' punkt ', ' . '));
  const sureSign = fc.constantFrom(
    ...[
      '@',
      '@',
      '@',
      ' @ ',
      '@@',
      '@\n',
      '\n@',
      '(at)',
      ' (at) ',
      '[at]',
      ' [at] ',
      '(ät)',
      ' "at" ',
      ' *at* ',
    ],
    ...[' miukumauku ', '(miukumauku)', ' snabel-a ', '(snabel-a)'],
  );
  const sign = fc.oneof(
    { weight: 3, arbitrary: sureSign },
    { weight: 1, arbitrary: fc.constantFrom(' at ', ' ät ', '\nät ') },
  );
  const knownTop = fc.constantFrom('fi', 'com', 'se', 'net', 'org');
  const domain = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(sign, word, dot, knownTop) },
    {
      weight: 1,
      arbitrary: fc.tuple(sureSign, word, tightDot, fc.constantFrom('tech', 'shop', 'works', 'coop')),
    },
    { weight: 1, arbitrary: fc.tuple(sign, fc.constantFrom('gmail', 'luukku', 'hotmail'), nothing, nothing) },
  );
  return fc
    .tuple(word, word, digits(2), dot, domain)
    .chain(([first, last, number, point, [at, host, hostDot, top]]) => {
      const plain = `${first}.${last}${number}@${host}${top && '.'}${top}`;
      const written = `${first}${point.trim() === '.' ? '.' : point}${last}${number}${at}${host}${hostDot}${top}`;
      return planted('email', plain, respelt(written), [`${last}${number}`]);
    });
}

/** Bank account numbers with a right checksum, most of them Finnish. */
export function iban(): fc.Arbitrary<PlantedIdentifier> {
  const national = fc.oneof(
    { weight: 3, arbitrary: digits(14).map((number) => ['FI', number] as const) },
    { weight: 1, arbitrary: digits(18).map((number) => ['DE', number] as const) },
    { weight: 1, arbitrary: digits(16).map((number) => ['EE', number] as const) },
    { weight: 1, arbitrary: digits(14).map((number) => ['GB', `NWBK${number}`] as const) },
  );
  return national.chain(([country, number]) => {
    const plain = withChecksum(country, number);
    const written = fc.oneof(
      { weight: 3, arbitrary: inGroups(plain.match(/.{1,4}/g) ?? []) },
      { weight: 1, arbitrary: joinedBy([...plain], aSpace) },
      { weight: 1, arbitrary: inGroups(plain.match(/.{1,4}/g) ?? [], [fc.constantFrom(', ', ',')]) },
    );
    return planted('iban', plain, written.chain(withLetters).chain(respelt));
  });
}

function withChecksum(country: string, bban: string): string {
  const numeric = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `${country}${String(98n - (BigInt(numeric) % 97n)).padStart(2, '0')}${bban}`;
}

/** O for every zero behind another digit, now and then. */
function withLetters(digits: string): fc.Arbitrary<string> {
  return fc.constantFrom(digits, digits, digits, digits.replace(/(?<=[0-9])0(?=[0-9])/g, 'O'));
}

/** Card numbers of the brands in use, with a right check digit. */
export function card(): fc.Arbitrary<PlantedIdentifier> {
  const brand = fc.constantFrom<[string, number]>(
    ['4', 16],
    ['51', 16],
    ['2221', 16],
    ['37', 15],
    ['36', 14],
    ['6011', 16],
    ['6759', 19],
    ['4', 13],
  );
  return brand
    .chain(([prefix, length]) =>
      digits(length - prefix.length - 1).map((rest) => withCheckDigit(prefix + rest)),
    )
    .chain((plain) => {
      const groups =
        plain.length === 15
          ? [plain.slice(0, 4), plain.slice(4, 10), plain.slice(10)]
          : (plain.match(/.{1,4}/g) ?? []);
      const gaps = [nothing, aSpace, fc.constant('-'), fc.constant(','), fc.constant('/')];
      return planted('card', plain, inGroups(groups, gaps).chain(withLetters).chain(respelt));
    });
}

function withCheckDigit(body: string): string {
  return [...'0123456789'].map((check) => body + check).find(passesLuhn) ?? body;
}

/** Any of the six, in spellings that are known behind any other text, as in an id. */
export function anyIdentifier(): fc.Arbitrary<PlantedIdentifier> {
  return fc.oneof(identityCode(), phone(), email(), iban(), card(), address());
}

/** A resident's comment with identifiers in it. */
export type PlantedComment = { language: 'fi' | 'sv' | 'en'; text: string; planted: PlantedIdentifier[] };

/** Comments in three languages with one to three identifiers in any spelling. */
export function plantedComment(): fc.Arbitrary<PlantedComment> {
  return fc
    .tuple(
      fc.constantFrom('fi', 'sv', 'en'),
      fc.nat({ max: COMMENTS_TO_PLANT_IN.fi.length - 1 }),
      fc.array(
        fc.oneof({ weight: 6, arbitrary: anyIdentifier() }, { weight: 1, arbitrary: capitalAddress() }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      fc.constantFrom(', ', '; ', ' | ', '.\n'),
    )
    .map(([language, sentence, planted, link]) => {
      const list = planted.map(({ spelling }) => spelling).join(link);
      const text = (COMMENTS_TO_PLANT_IN[language][sentence] ?? '{}').replaceAll('{}', () => list);
      return { language, planted, text };
    });
}
