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
  ...forms('puistikko', 'puistiko'),
  ...forms('tanhua', 'tanhua'),
  ...forms('sade', 'satee'),
  ...forms('viita', 'viida'),
  ...forms('reuna', 'reuna'),
  ...['stranden', 'backen', 'bagen', 'ringen', 'parken', 'platsen', 'leden', 'linjen', 'porten', 'terrassen'],
  ...['planen', 'plan', 'straket', 'bron', 'slingan', 'kroken', 'kullen'],
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
    '(?:lumi|rae|vesi|ukkos|tihku|kuuro|auringon|rontgen|gamma|laser)sa(?:de|tee)',
    '(?:sangyn|poydan|penkin|altaan|laiturin|katon|tien|kadun|haavan|kivetyksen)reuna',
    '(?:vard|handlings|behandlings|omsorgs|genomforande|service|rehab\\p{L}*|tids|arbets|studie|diet|vanings|entre|botten|kallar|lek|boll|fotbolls|idrotts|flyg)plan(?:en)?',
    '(?:kap|floor|care)plan|tandbron|(?:tarm|horsel|motions|spar)slingan|(?:trafik|cykel|gang|buss)straket',
  ].join('|')})\\p{L}{0,3}$`,
  'u',
);

// "Mannerheimint. 12", "Aleksanterink. 15", "Fredriksg. 41": no other Finnish or Swedish word ends like that; English
// ones do ("Excellent. 5", "Complaint. 2"), hence what may stand before -nt.
const SHORTENED = /^(?=.{6})[\p{L}-]*(?:nk|(?:(?<![aeiou])[iu]|aa|ee|oo)nt|s[gv])$/u;

export type StreetWord = 'compound' | 'generic' | 'none';

/**
 * What a folded word can be in a street's name: "hameentiella" is a whole name (compound), "rantatie" or "katu"
 * asks for the word before it (generic).
 * @param capital whether the word was written with a capital letter
 * @param dotted whether a dot follows, as after a shortened name: "Aleksanterink.", "Aleksis Kiven k."
 */
export function streetWord(word: string, capital: boolean, dotted = false): StreetWord {
  if (dotted) return shortenedStreetWord(word, capital);
  // Only the last part of "ala-malmin" or "asema-aukio" decides, and no street is longer.
  const tail = word.slice(-40);
  if (ALONE.test(tail)) return 'compound';
  if (GENERIC.test(tail)) return 'generic';
  if (NO_STREET.test(tail)) return 'none';
  return STREET.test(tail) || (capital && NAMED_STREET.test(tail)) ? 'compound' : 'none';
}

function shortenedStreetWord(word: string, capital: boolean): StreetWord {
  if (word === 'k') return 'generic';
  const tail = word.slice(-40);
  const isGerman = tail.endsWith('str') && STREET.test(tail);
  return isGerman || (capital && SHORTENED.test(tail)) ? 'compound' : 'none';
}

function endsWithOneOf(endings: readonly string[]): RegExp {
  return new RegExp(`[\\p{L}'’-]{2}(?:${endings.join('|')})$`, 'u');
}
