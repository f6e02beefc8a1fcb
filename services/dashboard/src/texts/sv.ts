import type { Texts } from './texts.ts';

export const sv: Texts = {
  languageName: 'Svenska',
  chooseLanguage: 'Språk',
  skipToContent: 'Gå till innehållet',
  service: 'Kundupplevelsen just nu',
  cityLogo: 'Stadens logotyp',
  sample: {
    label: 'Exempeldata',
    text: 'Siffrorna är påhittade för att prova tjänsten. Ingen invånare har gett dem.',
    filling: 'Exempelstaden fylls just nu på: siffrorna kommer inom ett par minuter.',
  },

  title: 'Kundupplevelsen just nu',
  lead: 'Så sannolikt är det att invånarna rekommenderar våra social-, hälsovårds- och räddningstjänster. Siffrorna ändras i takt med att svaren kommer in.',
  windowLegend: 'Period',
  windows: {
    '7d': '7 dagar',
    '30d': '30 dagar',
    '90d': '90 dagar',
    '365d': '365 dagar',
    qtd: 'Kvartalet hittills',
    ytd: 'Året hittills',
  },
  windowBefore: {
    '7d': 'de 7 föregående dagarna',
    '30d': 'de 30 föregående dagarna',
    '90d': 'de 90 föregående dagarna',
    '365d': 'de 365 föregående dagarna',
    qtd: 'samma dagar föregående kvartal',
    ytd: 'samma dagar föregående år',
  },

  wholeSector: 'Hela sektorns',
  nps: 'NPS',
  npsLong: 'rekommendationsindex',
  scale: { excellent: '50 är utmärkt' },
  interval: (low, high) => `troligen mellan ${low} och ${high}`,
  answers: (count) => `${count} svar`,
  noAnswers: 'inga svar',
  waiting: 'siffran är på väg',
  change: {
    rise: 'tydlig uppgång',
    fall: 'tydlig nedgång',
    none: 'ingen tydlig förändring',
    tooFew: 'för få svar för en bedömning',
  },

  trend: {
    heading: 'De senaste 12 månaderna',
    asTable: 'Visa som tabell',
    from: 'Månadens början',
    sentence: (first, last, low, high, months) =>
      `Per månad: ${first} i början, ${last} i slutet, lägst ${low}, högst ${high} (${months} månader med minst 10 svar).`,
    none: 'För få månader har svar för att rita en linje.',
    tooFew: 'för få svar',
  },

  organisation: {
    heading: 'Tjänster',
    lead: 'Välj ett serviceområde för att se dess enheter.',
  },
  units: {
    heading: (area) => `Enheter: ${area}`,
    found: (words) => `Enheter som matchar ”${words}”`,
    shown: (shown, all) =>
      shown < all ? `De första ${shown} av ${all} enheter` : all === 1 ? '1 enhet' : `${all} enheter`,
    nothingFound: 'Ingen enhet har ett sådant namn.',
    noUnits: 'Området har inga enheter.',
    find: 'Sök en enhet',
    findHelp: 'Del av namnet, från alla områden',
    clear: 'Töm',
    sortBy: 'Ordna efter',
    columns: {
      name: 'Enhet',
      nps: 'NPS',
      interval: 'Intervall',
      answers: 'Svar',
      change: 'Förändring jämfört med',
      trend: '12 månader',
    },
  },

  live: {
    connecting: 'Ansluter',
    live: (since) => `Direkt sedan kl. ${since}`,
    reconnecting: (asOf) => (asOf ? `Ansluter på nytt – siffrorna är från kl. ${asOf}` : 'Ansluter på nytt'),
    stopped: {
      refused: 'Direktuppdateringen har avbrutits. Ladda om sidan.',
      'not-signed-in': 'Direktuppdateringen har avbrutits: logga in på nytt.',
      'not-yours': 'Direktuppdateringen har avbrutits: du har inte rätt att se siffrorna.',
    },
  },
  trouble: {
    label: 'Siffrorna kan inte hämtas',
    text: 'Tjänsten svarar inte. Vi försöker igen, du behöver inte ladda om sidan.',
    trends: 'De senaste månaderna kan inte visas just nu.',
  },

  about: {
    heading: 'Så läser du siffrorna',
    items: [
      {
        term: 'Rekommendationsindex (NPS)',
        text: 'Invånarna svarar på skalan 0–10 hur sannolikt det är att de rekommenderar tjänsten. NPS är andelen svar 9–10 i procent minus andelen svar 0–6. Det ligger alltid mellan −100 och +100, och 50 är utmärkt.',
      },
      {
        term: 'Intervall: ”troligen mellan 58 och 70”',
        text: 'Alla svarar inte, så slumpen påverkar siffran. Intervallet visar var siffran skulle hamna om alla svarade: det stämmer 95 gånger av 100. Få svar ger ett brett intervall.',
      },
      {
        term: 'Förändring och ”ingen tydlig förändring”',
        text: 'Perioden jämförs med en lika lång period före den. Uppgång eller nedgång nämns bara när skillnaden är större än vad slumpen förklarar, också med hänsyn till hur många enheter som jämförs på en gång. ”Ingen tydlig förändring” betyder att skillnaden kan bero på slumpen. Om någondera perioden har färre än 30 svar görs ingen bedömning.',
      },
      {
        term: 'Vilka svar som räknas',
        text: 'Svar från enheterna, portalen Maisa och stadens responskanal. Dagens svar ingår, och dygnet byts vid midnatt i Helsingfors.',
      },
    ],
  },
  footer: { openApi: 'Beskrivning av gränssnittet (OpenAPI)', openData: 'För utvecklare' },
};
