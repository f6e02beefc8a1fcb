// What is counted after a numeral, in the forms it takes there. A stem would also take the word after an address:
// "5 aamulla" (in the morning), "5 sekä" (and), "3 minut" (me), "3 personligen".
const UNIT = [
  'mm|cm|km|metri(?:a|n)|kilometri(?:a|n)|(?:kilo)?met(?:er|re)s?',
  // In Swedish "min" is also "my".
  'min(?! (?:man|fru|make|maka|sambo|mamma|mor|pappa|far|son|dotter|bror|syster)(?!\\p{L}))|mins|minutes?|minuter',
  'minuut(?:tia|in|issa|iksi)|sek|sekuntia|sekunnin|sekunnissa|sekunder|seconds?',
  'tuntia|tunnin|tunnissa|tunniksi|timm(?:e|es|ar|ars)|hours?',
  'aamua|iltaa|yota|paiva(?:a|n|ssa|ksi)|days?|dag|dagar|dagars',
  '(?:maanan|tiis|tors|perjan|lauan|sunnun)taita|keskiviikkoa|viikkoa|viiko(?:n|ssa|ksi)|weeks?|veck(?:a|or|ors)',
  '(?:tammi|helmi|maalis|huhti|touko|kesa|heina|elo|syys|loka|marras|joulu)kuuta',
  'kk|kuukautta|kuukaude(?:n|ssa|ksi)|months?|manad|manader|manaders',
  // "5 vuoden jono" is a time, "5 vuoden alusta" an address since New Year.
  'vuotta|vuoden(?! (?:alu|lopu|vaih))|vuode(?:ssa|ksi)|vuotia\\p{L}*|years?',
  'kpl|kertaa|krt|gang|ganger|times|%|€|eur|euros?|euro(?:a|n|lla)|prosent(?:tia|in)|procent|percent',
  'hlo|henkilo(?:a|n|kuntaa)|potilasta|asiakasta|people|patients?|patienter|persons?|personer',
  'pistetta|tahtea|stars?|stjarn(?:a|or)|points?|poang',
].join('|');
const STAIR_WORD =
  '(?:as|asunto|asunnossa|bst|bostad|lgh|lagenhet|apt|apartment|flat|huoneisto|rappu|porras|trappa|ovi|dorr|door)(?!\\p{L})';

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
