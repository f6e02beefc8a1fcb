/** Forms a Finnish street word takes: Hämeentie, Hämeentien, Hämeentiellä, -ltä, -lle. Written as folded. */
function forms(nominative: string, genitiveStem: string, ...others: string[]): string[] {
  return [
    nominative,
    ...['n', 'lla', 'lta', 'lle', 'ssa', 'sta'].map((ending) => genitiveStem + ending),
    ...others,
  ];
}

const FINNISH = [
  ...forms('tie', 'tie', 'tieta', 'tielta', 'tiehen'),
  ...forms('katu', 'kadu', 'katua', 'katuun'),
  ...forms('kuja', 'kuja', 'kujaa', 'kujaan'),
  ...forms('polku', 'polu', 'polkua'),
  ...forms('kaari', 'kaare', 'kaarta'),
  ...forms('raitti', 'raiti', 'raittia'),
  ...forms('tori', 'tori', 'toria'),
  ...forms('aukio', 'aukio', 'aukiota', 'aukee'),
  ...forms('vayla', 'vayla', 'vaylaa'),
  ...forms('ranta', 'ranna', 'rantaa', 'rantaan'),
  ...forms('penger', 'penkeree', 'pengerta'),
  ...forms('rinne', 'rintee', 'rinnetta'),
  ...forms('puisto', 'puisto', 'puistoa', 'puistoon'),
  ...forms('laituri', 'laituri', 'laituria'),
  ...forms('bulevardi', 'bulevardi', 'bulevardia'),
  ...forms('esplanadi', 'esplanadi', 'esplanadia'),
];
const SWEDISH = [
  ...['gata', 'gatan', 'gatans', 'vag', 'vagen', 'vagens', 'grand', 'granden', 'grandens', 'stig', 'stigen'],
  ...['esplanad', 'esplanaden', 'bulevarden', 'allen', 'torget', 'kajen', 'brinken', 'svangen', 'skvaren'],
];
const GERMAN = ['strasse', 'str'];
// Endings that many other words have too: they make a street only in a name, that is with a capital letter.
const IN_NAMES = [
  ...forms('kulma', 'kulma'),
  ...forms('laita', 'laida'),
  ...forms('kierto', 'kierro'),
  ...forms('ahde', 'ahtee'),
  ...forms('silta', 'silla'),
  ...forms('portti', 'porti'),
  ...forms('kulku', 'kulu'),
  ...forms('kaarre', 'kaartee'),
  ...['stranden', 'backen', 'bagen', 'ringen', 'parken', 'platsen', 'leden', 'linjen', 'porten', 'terrassen'],
];

const STREET = endsWithOneOf([...FINNISH, ...SWEDISH, ...GERMAN]);
const NAMED_STREET = endsWithOneOf(IN_NAMES);
const ALONE = new RegExp(
  `^(?:${[...forms('bulevardi', 'bulevardi'), ...forms('esplanadi', 'esplanadi')].join('|')}|bulevarden|esplanaden)$`,
);
const GENERIC = new RegExp(
  `^(?:ranta|maan|puisto|kauppa|kirkko|raitti)?(?:${[...FINNISH, ...SWEDISH].join('|')})$`,
);

// Compounds that end like a street and stand before numbers in what residents write. At most three letters of
// inflection may follow: "rautatie" is no street, but "Rautatieläisenkatu" and "Uimarannantie" are.
const NO_STREET = new RegExp(
  `^(?:${[
    '(?:valta|kanta|moottori|seutu|yhdys|virtsa|hengitys|sappi|ilma|synnytys|rauta|pyora|kavely|kulku|ulosmeno)tie',
    '(?:hoito|palvelu|potilas|asiakas|opinto|ura|kuntoutus|oppimis|kehitys)pol(?:ku|u)',
    '(?:uima|hiekka)ran(?:ta|na)',
    '(?:moni|moot|trak|sek|reak|fak|rek|dok|direk|vek|inspek|projek|konduk|insti|tuu?|men|edi|labora?|\\p{L}*aat)tori',
    '(?:sateen|hammas|sydan)kaar[ei]',
    '(?:hammas|nivel)sil(?:ta|la)',
    '(?:sisaan|ulos|lapi)kul?ku',
    '(?:laakarin|laake|vuoro)kier(?:to|ro)',
    '\\p{L}*rapor(?:tti|ti)|(?:\\p{L}*rap|trans)porten',
    '(?:terveys|hyvinvointi|palvelu|tieto|info|toimi)tori',
    '(?:hoft|kna|fot|hand|axel)leden|armbagen',
    'skallen|\\p{L}*hallen',
    '(?:leikki|kansallis|vesi|huvi|koira|kaupunki|kuntoutus|\\p{L}*liikunta)puisto',
    '(?:bussi|juna|metro|auto|linja-?auto|lahto|tulo|lastaus|asema)laituri',
    '(?:palvelu|hengitys|tieto|virtsa)vayla',
    '(?:motor|jarn|luft|urin|riks|gall|avfarts|cykel|andnings)vag',
    '(?:cykel|gang)stig',
    '(?:parkerings|arbets|vard|hall|buss\\p{L}*|sitt|sov|bad|lek|praktik|utbildnings)platsen',
    '(?:lek|stads|national|djur|hund)parken',
    '(?:buss|tele|spar\\p{L}*|tunnelbane|jour|telefon)?linjen',
    '(?:be)?fallen',
    'frigata',
  ].join('|')})\\p{L}{0,3}$`,
  'u',
);

export type StreetWord = 'compound' | 'generic' | 'none';

/**
 * What a folded word can be in a street's name: "hameentiella" is a whole name (compound), "rantatie" or "katu"
 * asks for the word before it (generic).
 * @param capital whether the word was written with a capital letter
 */
export function streetWord(word: string, capital: boolean): StreetWord {
  // Only the last part of "ala-malmin" or "asema-aukio" decides, and no street is longer.
  const tail = word.slice(-40);
  if (ALONE.test(tail)) return 'compound';
  if (GENERIC.test(tail)) return 'generic';
  if (NO_STREET.test(tail)) return 'none';
  return STREET.test(tail) || (capital && NAMED_STREET.test(tail)) ? 'compound' : 'none';
}

function endsWithOneOf(endings: readonly string[]): RegExp {
  return new RegExp(`[\\p{L}'’-]{2}(?:${endings.join('|')})$`, 'u');
}
