import { expect, test } from 'vitest';
import { findIdentifiers } from './find-identifiers.ts';
import { redact } from './redact.ts';

test.each([
  'huone 123, rum 4, room 12 B',
  'jononumero 0402, könummer 0402, queue number 0402',
  'jono 0912345, kö nr 0912345, asianumero 093101234, tilausnumeroni 0912345, asiakas 0912345',
  'vuonna 1998, since 2003, 1987-2025',
  'pulssi 050 060 070 080, huoneet 041 042 043 044, jononumerosta 765432',
  '1000, 2000, 3000, 4000 ja 4111, 1111, 1111, 1111 kävijää, 2025/2026/2027/2028',
  'klo 10.30, kl. 9.15, 8:01, 08.00-16.00, 0800-1600, ma-pe 08-16, la 10-14',
  '12.3.2026, 03.02., 01.10.-15.12., 2026-11-20, 03/04/2026, 04/2026',
  '3.3.2024 - 2500 kävijää, 1.1.2025 - 150e, 1.1.-31.12.2025, 1.2.2024-28.2.2024, 3.3.2024 klo 1230',
  '9/10, 10/10, 10 av 10, 4 out of 5',
  '46,80 euroa, 12 €, 1 250 000 euron remontti, 20 %',
  '82 vuotta, 5-vuotias, 3 kk',
  '500 mg, 0,5 ml, 2 x 45 min, 0.35 0.41',
  'kerros 3, 2. krs, våning 3, ovi 5',
  'bussi 550, linja 41, raitiovaunu 15, buss 24',
  'sosiaalihuolto 2 kertaa',
  'Perhe- ja sosiaalipalvelut, osasto 4B, avdelning 6',
  '00530, 00100 Helsinki',
  'hoitopolku 3, hoitopolulla 3, uimaranta 2, monitori 2, valtatie 4, vårdplatsen 5',
  'Kuusitiellä 5 minuuttia, 3 viikkoa, Kuusitie 2 päivässä, Kuusitie 10 potilasta, Kuusitie 6 elokuuta',
  'Storgatan 3 minuter, Storgatan 10 dagar, Kuusitie 3 personer, Kuusitie 12 vuoden jono',
  'Runkolinja 550, Yölinja 3, Raportti 12, Raportissa 12, Hammassilta 2, Sisäänkulku 2, Lääkekierto 9',
  'terveystori 2 krs, Hyvinvointitori 4, Koululiikuntapuisto 3, hammaskaari 4',
  'Rapporten 2, Höftleden 2, Armbågen 3 stygn, Simhallen 3',
  'Excellent. 5, Complaint. 2, Patient. 12, Väntning. 4, Avdelning. 3, Virtasen 3, Helsingin k 5',
  'I linjen 4, Lumisade 10, Röntgensäde 2, Sängynreuna 2, Vårdplanen 3, Våningsplan 4, aleksanterink. 15',
  'Hämeentiellä 2 km ruuhka, Mannerheimintiellä klo 10, Hämeentie 2024',
  '20 minutes down the road, 3 hours on the street',
  '112, 116117, 0201256-6, HEL 2024-012345',
  'Olin mukana at gmail, kello 9.30 at hotmail, seurasin 2.5 at live, kiitos @hoitajat',
  'reception.no one, look at www.hel.fi, @helsinki',
])('what identifies nobody is taken away: %s', (text) => {
  expect(redact(text)).toEqual({ text, kinds: [] });
});

test.each([
  ['Hetu 010190-923a, ei löydy', 'Hetu [identity code], ei löydy'],
  ['Soita 040 123 4567 050 765 4321!', 'Soita [phone] [phone]!'],
  ['puh. (09) 310 1691 klo 10.30', 'puh. [phone] klo 10.30'],
  ['040 123-4567', '[phone]'],
  ['etu piste suku ät koti piste fi kiitos', '[email] kiitos'],
  ['teemu@koti.fi. Se toimi', '[email]. Se toimi'],
  ['Tili FI21 1234 5600 0007 85 tai FI21 1234 5600 0007 84', 'Tili [account] tai [account]'],
  ['Tili F I 2 1 1 2 3 4 5 6 0 0 0 0 0 7 8 5 ja', 'Tili [account] ja'],
  ['Tili: F I 21 1234 5600 0007 85, FI21, 1234, 5600, 0007, 85', 'Tili: [account], [account]'],
  ['kortti 4111 1111 1111 1111 12/27', 'kortti [card] 12/27'],
  ['4111/1111/1111/1111, 4920,9012,3456,7012, 4920 9O12 3456 7O12', '[card], [card], [card]'],
  ['FI21 1234 56OO OOO7 85', '[account]'],
  ['numero 4111 1111 1111 1112 ei ole kortti', 'numero 4111 1111 1111 1112 ei ole kortti'],
  ['Asun Väinö Auerin katu 10:ssä', 'Asun [address]:ssä'],
  ['Museigatan 5 i Helsingfors', '[address] i Helsingfors'],
  ['Numero on 0401234-1, 0401234-0', 'Numero on [phone], 0401234-0'],
  ['12 Hämeenkatu 5', '12 [address]'],
  ['Kotini on Kuusikatu- 12, kiitos', 'Kotini on [address], kiitos'],
  ['I live at 23 Kuusitie, klo 23 Kuusitie', 'I live at [address], klo 23 Kuusitie'],
  ['Asun Hämeentie 5 B 12ssa', 'Asun [address]ssa'],
  ['Storgatan 5, i 12 dagar', '[address], i 12 dagar'],
  ['Hämeentie 5 asukas, Hämeentie 5. 3 kertaa', '[address] asukas, [address]. 3 kertaa'],
  ['Hämeentie 5 B 12, 00530 Helsinki', '[address] Helsinki'],
  ['Jag bor på Norra Esplanaden 15 A 3.', 'Jag bor på [address].'],
  ['Asun Ha\u0308meentie 5 b\u0301 a\u0308', 'Asun [address] a\u0308'],
  ['Rautatieläisenkatu 5, Uimarannantie 2, Skolvägen 3', '[address], [address], [address]'],
  ['[phone] 040 123 4567', '[phone] [phone]'],
])('a comment is not redacted as a person would: %s', (text, expected) => {
  expect(redact(text).text).toBe(expected);
});

test.each([
  'Kotipuhelin 09 310 1234, Mikko: 09 310 1234',
  'Terveisin Korhonen 019 123 456, Kirkkonummi 093101234',
  'koti 0401234, Kollegan 0191234567, refused 0201234567',
  'asiakas 09 310 1234, asia: 09-310 1234, asiakaspalvelu 093101234',
])('a phone number stays behind a word that only holds a counting one: %s', (text) => {
  expect(redact(text).text).not.toMatch(/[0-9]/);
});

test.each([
  ['Kotihoito Hämeentie 5 aamulla, Hämeentie 5 kesällä', 'Kotihoito [address] aamulla, [address] kesällä'],
  ['Kuusitie 10 elokuussa, Kuusitie 12 syyskuusta', '[address] elokuussa, [address] syyskuusta'],
  ['Kuusitie 7 henkilökohtainen avustaja', '[address] henkilökohtainen avustaja'],
  ['Kuusitie 7 sekä muut, Kuusitie 7 asiakkaana', '[address] sekä muut, [address] asiakkaana'],
  ['Kuusitie 12 vuoden alusta, 12 B Kuusitie', '[address] vuoden alusta, [address]'],
  ['Storgatan 3 personligen, Storgatan 3 dagen efter', '[address] personligen, [address] dagen efter'],
  ['Storgatan 3 min man, Storgatan 3 minut', '[address] min man, [address] minut'],
])('an address stays before a word that begins like a measure: %s', (text, expected) => {
  expect(redact(text).text).toBe(expected);
});

test.each([
  ...['Hämeentie 4b A 12, 00100', 'Hämeentie 5, B 12', 'Hämeentie 5, rappu B, as. 12', 'Hämeenkatu 5-B-12'],
  ...['Hämeentie 5 B/12', 'Hämeentie 5.B.12', 'Hämeentie 5 B12b', 'Hämeentie 5 C-rapussa asunto 12'],
  ...['Hämeentie 5 krs 3 as 12', 'Hämeentie 5 B 12 FIN-00500', 'Hämeentie 5 FI-00100', 'Hämeentie 5;00100'],
  ...['Storgatan 4 b A 12, lgh 2, 00100', 'Hämeentie 5 talo B asunto 12', 'Hämeentie 5 B 12. 00500'],
])('a stair, a flat or a postal code stays behind: %s', (address) => {
  expect(redact(`Asun ${address} ja odotan`).text).toBe('Asun [address] ja odotan');
});

test.each([
  ...[
    'jane.doe(at)example.xyz',
    'jane.doe (at) firma.shop',
    'jane.doe miukumauku firma.tech',
    'jane @ firma.coop',
  ],
  ...[
    'matti.testi snabel-a firma.works',
    'matti.testi ät gmail',
    'matti1965 at hotmail',
    'matti (at) firma.is',
  ],
  ...['matti.testi@@gmail.com', 'matti "at" gmail.com', "matti 'ät' koti.fi", 'matti ”ät” koti.fi'],
  ...['matti.testi@\nkoti.fi', 'matti.testi\n@koti.fi', 'matti.testi ät\nkoti.fi', 'matti~at~koti.fi'],
])('an e-mail address gets through: %s', (address) => {
  expect(redact(`Kirjoitus: ${address}, kiitos`).text).toBe('Kirjoitus: [email], kiitos');
});

test.each([
  ...[
    '3.3.1965-944H',
    '3.3.65-944H',
    '3.3.1965 -944H',
    '3. 3. 1965-9448',
    '03.03.2015B944H',
    '3.11.2015A944H',
  ],
  ...['O3O3O5A9443', 'o3o365-944h'],
])('an identity code with its date as in a calendar, or with O for 0, gets through: %s', (code) => {
  expect(redact(`Hetuni ${code} ei toimi`).text).toBe('Hetuni [identity code] ei toimi');
});

test.each([
  ...[
    'Aleksanterink. 15 A 3',
    'Mannerheimint. 12',
    'Hämeent. 5 B',
    'Lönnrotink.5',
    'Fredriksg. 41',
    'Topeliuksenk. 7',
  ],
  ...[
    'Aleksis Kiven k. 5',
    '3. linja 18 B',
    'III linja 18',
    '3:e linjen 18',
    '5:s linja 12',
    'Suomenlinna C 54',
  ],
  ...['Vaasanpuistikko 4 B', 'Lepolantanhua 3', 'Kuunsäde 5', 'Koivuviita 4 A 3', 'Jollaksenreuna 3'],
  ...[
    'Hamnplanen 4',
    'Skeppsbron 4',
    'Björkstråket 3',
    'Ljungslingan 4',
    'Ängskroken 2',

    'Solkullen 4',
  ],
])('a street by another kind of name gets through: %s', (address) => {
  expect(redact(`Kotini on ${address}, kiitos`).text).toBe('Kotini on [address], kiitos');
});

test.each([
  ...['Soittakaa minulle: 765 4321', 'soita mulle 7654321', 'ring till mig 765 4321', 'ring mig på 765 4321'],
  ...[
    'tavoitatte minut numerosta 765 4321',
    'soitto numeroon 7654321',
    'call me at 765 4321',
    'tekstaa 765 4321',
  ],
  ...['soita 765432', 'soita 7654O2'],
])('a local number gets through after words that say it is one: %s', (text) => {
  expect(redact(text).text).toMatch(/^[^0-9]*\[phone\]$/);
});

test.each([
  ['040&nbsp;123&nbsp;4567, 040&#8209;1234567', '[phone], [phone]'],
  ['030365&ndash;944H, 030365&amp;ndash;944H', '[identity code], [identity code]'],
  ['m&auml;tti&#46;testi&#x40;koti.fi', '[email]'],
  ['030365А944Н, FІ21 1234 5600 0007 85', '[identity code], [account]'],
  ['\u{116da}\u{116de}\u{116da} 1234567', '[phone]'],
  [
    'A&B, &valueOf; &toString; &#1114112; &#99999999; & &;',
    'A&B, &valueOf; &toString; &#1114112; &#99999999; & &;',
  ],
])('an identifier in entities or letters of another script gets through: %s', (text, expected) => {
  expect(redact(text).text).toBe(expected);
});

test('kinds repeat, are unsorted, or name what an earlier redaction took', () => {
  expect(redact('040 1234567, a@b.fi, 050 1234567 [card]').kinds).toEqual(['email', 'phone']);
});

test('identifiers overlap or stand elsewhere than their positions say', () => {
  const text = '  Hei\u200b ０４０ １２３ ４５６７ ja a@b.fi';
  expect(findIdentifiers(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['phone', '０４０ １２３ ４５６７'],
    ['email', 'a@b.fi'],
  ]);
});
