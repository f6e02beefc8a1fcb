const UNIT = [
  ...[
    'km',
    'metri\\p{L}*',
    'meters?',
    'metres?',
    'kilomet\\p{L}*',
    'min',
    'minuut\\p{L}*',
    'minut\\p{L}*',
    'sek\\p{L}*',
  ],
  ...[
    'tunti\\p{L}*',
    'tunni\\p{L}*',
    'timm\\p{L}*',
    'hours?',
    'kpl',
    'kertaa',
    'kerran',
    'krt',
    'gang\\p{L}*',
    'times?',
  ],
  ...[
    'vuot\\p{L}*',
    'vuod\\p{L}*',
    'years?',
    'paiva\\p{L}*',
    'paivi\\p{L}*',
    'days?',
    'dag\\p{L}*',
    'viikko\\p{L}*',
  ],
  ...[
    'viikon',
    'viikkoa',
    'weeks?',
    'veck\\p{L}*',
    'kuukau\\p{L}*',
    'kk',
    'months?',
    'manad\\p{L}*',
    'euro\\p{L}*',
    'eur',
  ],
  ...[
    '%',
    '€',
    'prosent\\p{L}*',
    'procent',
    'percent',
    'potila\\p{L}*',
    'henkil\\p{L}*',
    'hlo',
    'asiaka\\p{L}*',
    'people',
  ],
  ...[
    'patient\\p{L}*',
    'person\\p{L}*',
    'pistetta',
    'tahtea',
    'stars?',
    'stjarn\\p{L}*',
    'poang',
    'aamu\\p{L}*',
    'illalla',
  ],
  ...[
    'maanantai\\p{L}*',
    'tammi\\p{L}*',
    'helmi\\p{L}*',
    'maalis\\p{L}*',
    'huhti\\p{L}*',
    'touko\\p{L}*',
    'kesa\\p{L}*',
  ],
  ...['heina\\p{L}*', 'elo\\p{L}*', 'syys\\p{L}*', 'loka\\p{L}*', 'marras\\p{L}*', 'joulu\\p{L}*'],
].join('|');
const STAIR_WORD =
  '(?:as|asunto|asunnossa|bst|bostad|lgh|lagenhet|apt|apartment|flat|huoneisto|rappu|porras|trappa|ovi|dorr|door)';

// Gap, perhaps "nro", and up to four digits that are not the beginning of a time, a date or a decimal.
const NUMBER =
  /[ ,:\n-]{0,4}(?:(?:nro|nr|no|n:o|numero|numerossa|nummer|number|talo|hus)[ .:]{0,2})?(?<number>[0-9]{1,4})(?![0-9]|[.:,][0-9]{1,2}(?![0-9])|\/10(?![0-9]))/y;
const UNIT_NEXT = new RegExp(` ?(?:${UNIT})(?!\\p{L})`, 'uy');
const REST = new RegExp(
  [
    '(?: ?[-/] ?[0-9]{1,4}(?![0-9]|[.:][0-9]))?',
    // Stair and apartment; a lone "i" after a space is Swedish for "in".
    '(?:\n[a-z] ?[0-9]{1,3}(?![0-9])|(?: ?(?!i(?![ ]?[0-9]))[a-z]|i)(?!\\p{L})(?:[ -]{0,2}[0-9]{1,3}(?:-[0-9]{1,3})?(?![0-9]|[.:,][0-9]))?)?',
    `(?:[ ,-]{0,2}${STAIR_WORD}\\.? ?(?:[a-z](?!\\p{L}))? ?(?:[0-9]{1,4}(?![0-9]))?)?`,
    '(?:[ ,\n]{1,3}[0-9]{5}(?![0-9]))?',
  ].join(''),
  'uy',
);

/**
 * Where a house number ends that follows a street's name at `from` in a folded text: number, range, stair,
 * apartment and postal code. Undefined when what follows is no house number but a year, a time, a measure.
 */
export function endOfHouseNumber(text: string, from: number): number | undefined {
  NUMBER.lastIndex = from;
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const afterNumber = NUMBER.lastIndex;
  if (/^(?:19|20)[0-9]{2}$/.test(match.groups?.number ?? '')) return undefined;
  UNIT_NEXT.lastIndex = afterNumber;
  if (UNIT_NEXT.test(text)) return undefined;
  REST.lastIndex = afterNumber;
  REST.test(text);
  return Math.max(afterNumber, REST.lastIndex);
}
