/**
 * Residents' comments of the same number in each language; `{}` is where identifiers are put, also among other numbers.
 * For tests only.
 */
export const COMMENTS_TO_PLANT_IN = {
  fi: [
    'Odotin yli tunnin, vaikka aika oli varattu. Tietoni: {}.',
    'Asumme osoitteessa {} ja odotimme kotona',
    'Yhteystieto {} jos haluatte kysyä lisää',
    'Kiitos hyvästä hoidosta! ({})',
    'Kirjasivat väärin: {}, ja sitten vielä väärään huoneeseen.',
    'Hoitaja luki ääneen käytävällä "{}" ja kaikki kuulivat.',
    '{} – tämä pyydettiin kolme kertaa samalla käynnillä.',
    'Vuoro 417 {} 3 kertaa, huone 12 {} B',
    'Kotipuhelin {} tai terveisin Mikko Korhonen {}',
    'Asiakkaan koti {}; asiakaspalvelu Kirkkonummi {}.',
    'Kotihoito {} aamulla, {} sekä {} henkilökohtainen avustaja',
  ],
  sv: [
    'Jag väntade över en timme. Mina uppgifter: {}.',
    'Vi bor på {} och väntade hemma',
    'Kontakta mig: {} tack på förhand',
    'Tack för god vård! ({})',
    'De skrev fel: {}, och sedan ännu fel rum.',
    'Skötaren läste högt "{}" så att alla hörde.',
    '{} – det frågades tre gånger under samma besök.',
    'Könummer 417 {} 3 gånger, rum 12 {} B',
    'Kollegan hemma {} eller hälsningar Åke Korkman {}',
    'Kundens kontakt {}; kundtjänst i Kommunhuset {}.',
    'Ingen kom till {} dagen efter, {} personligen, och {} patientens vän',
  ],
  en: [
    'I waited more than an hour. My details: {}.',
    'We live at {} and waited at home',
    'Contact: {} if you want to know more',
    'Thank you for the good care! ({})',
    'They wrote it down wrong: {}, and then the wrong room too.',
    'The nurse read "{}" aloud and everybody heard.',
    '{} – I was asked for this three times in one visit.',
    'Queue 417 {} 3 times, room 12 {} B',
    'My kontakt {} or kind regards, Mikko Korhonen {}',
    'Caseworker {}; refused, ordered again at Kokkola {}.',
    'Nobody came to {} personally, {} patiently or {} minutely',
  ],
} as const;
