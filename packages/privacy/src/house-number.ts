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
// Gap, perhaps "nro", and up to four digits that are not the beginning of a time, a date or a decimal.
const NUMBER =
  /[ ,:_\n-]{0,4}(?:(?:nro|nr|no|n:o|numero|numerossa|nummer|number|talo|hus)[ .:]{0,2})?(?<number>[0-9]{1,4})(?![0-9]|[.:,][0-9]{1,2}(?![0-9])|\/10(?![0-9]))/y;
const UNIT_NEXT = new RegExp(` ?(?:${UNIT})(?!\\p{L})`, 'uy');
const RANGE = '(?: ?[-/] ?[0-9]{1,4}(?![0-9]|[.:][0-9]))?';
const FLAT_NUMBER = '[0-9]{1,3}(?:-[0-9]{1,3})?(?:[a-z](?!\\p{L}))?(?![0-9]|[.:,][0-9])';
// "5 B 12", "5b"; a lone "i" after a space is Swedish for "in".
const STAIR_AND_FLAT = `(?:\n[a-z] ?[0-9]{1,3}(?![0-9])|(?: ?(?!i(?![ ]?[0-9]))[a-z]|i)(?!\\p{L})(?:[ -]{0,3}${FLAT_NUMBER})?)?`;
// With a mark between: "5, B 12", "5-B-12", "5b A 12", "5.B.12"; without a letter only close by: "5 B/12".
const MARKED_FLAT = `(?:[ ,/:._-]{1,3}(?!i )[a-z][ .:/_-]{0,2}${FLAT_NUMBER}|[/:._][0-9]{1,3}(?![0-9.,:/]))?`;
const STAIR_WORD =
  '(?:as|asunto|asunnossa|asunnon|huoneisto|hto|bst|bostad|lgh|lagenhet|apt|apartment|flat|talo|rappu|rapussa|porras|portaassa|trappa|uppgang|ovi|dorr|door)(?!\\p{L})';
// One after another: "rappu B, as. 12". A floor only with its number behind it, since "2 krs" is no house.
const NAMED_FLAT = `(?:[ ,-]{0,2}(?:${STAIR_WORD}\\.? ?(?:[a-z](?!\\p{L}))? ?(?:[0-9]{1,4}(?![0-9]))?|(?:krs|kerros)\\.? ?[0-9]{1,2}(?![0-9]))){0,3}`;
const POSTAL_CODE = '(?:[ ,.;/\n-]{1,3}(?:fin?[ -]?)?[0-9]{5}(?![0-9]))?';
const REST = new RegExp(RANGE + STAIR_AND_FLAT + MARKED_FLAT + NAMED_FLAT + POSTAL_CODE, 'uy');

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
