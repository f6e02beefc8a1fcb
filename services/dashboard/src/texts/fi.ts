import type { Texts } from './texts.ts';

export const fi: Texts = {
  languageName: 'Suomi',
  chooseLanguage: 'Kieli',
  skipToContent: 'Siirry sisältöön',
  service: 'Asiakaskokemus nyt',
  cityLogo: 'Kaupungin tunnus',
  sample: {
    label: 'Esimerkkiaineisto',
    text: 'Luvut on keksitty palvelun kokeilua varten. Yksikään ei ole asukkaan antama.',
    filling: 'Esimerkkikaupunki täyttyy parhaillaan: luvut ilmestyvät parin minuutin kuluessa.',
  },

  title: 'Asiakaskokemus juuri nyt',
  lead: 'Näin todennäköisesti asukkaat suosittelevat sosiaali-, terveys- ja pelastuspalvelujamme. Luvut muuttuvat sitä mukaa kuin vastauksia tulee.',
  windowLegend: 'Ajanjakso',
  windows: {
    '7d': '7 päivää',
    '30d': '30 päivää',
    '90d': '90 päivää',
    '365d': '365 päivää',
    qtd: 'Kuluva neljännes',
    ytd: 'Kuluva vuosi',
  },
  windowBefore: {
    '7d': 'edeltäviin 7 päivään verrattuna',
    '30d': 'edeltäviin 30 päivään verrattuna',
    '90d': 'edeltäviin 90 päivään verrattuna',
    '365d': 'edeltäviin 365 päivään verrattuna',
    qtd: 'edellisen neljänneksen samoihin päiviin verrattuna',
    ytd: 'edellisen vuoden samoihin päiviin verrattuna',
  },

  wholeSector: 'Koko toimialan',
  nps: 'NPS',
  npsLong: 'suositteluindeksi',
  scale: { excellent: '50 on erinomainen' },
  interval: (low, high, raw) =>
    isBelowZero(raw) ? `luultavasti ${low}…${high}` : `luultavasti ${low}–${high}`,
  answers: (count, n) => (n === 1 ? '1 vastaus' : `${count} vastausta`),
  noAnswers: 'ei vastauksia',
  waiting: 'luku on tulossa',
  change: {
    rise: 'selvä nousu',
    fall: 'selvä lasku',
    none: 'ei selvää muutosta',
    tooFew: 'liian vähän vastauksia arvioon',
  },

  trend: {
    heading: 'Viimeiset 12 kuukautta',
    asTable: 'Näytä taulukkona',
    from: 'Kuukauden alku',
    sentence: (first, last, low, high, months) =>
      `Kuukausittain: alussa ${first}, lopussa ${last}, pienin ${low}, suurin ${high} (${months} kuukautta, joilta on vähintään 10 vastausta).`,
    none: 'Vastauksia on liian harvalta kuukaudelta viivaa varten.',
    tooFew: 'liian vähän vastauksia',
  },

  organisation: {
    heading: 'Palvelut',
    lead: 'Valitse palvelualue, niin näet sen yksiköt.',
  },
  units: {
    heading: (area) => `Yksiköt: ${area}`,
    found: (words) => `Yksiköt haulla ”${words}”`,
    shown: (shown, all) =>
      shown < all
        ? `Ensimmäiset ${shown} yksikköä, yhteensä ${all}`
        : all === 1
          ? '1 yksikkö'
          : `${all} yksikköä`,
    nothingFound: 'Tällä nimellä ei löydy yksikköä.',
    noUnits: 'Tällä alueella ei ole yksiköitä.',
    find: 'Etsi yksikkö',
    findHelp: 'Osa nimestä, kaikilta alueilta',
    clear: 'Tyhjennä',
    sortBy: 'Järjestä',
    columns: {
      name: 'Yksikkö',
      nps: 'NPS',
      interval: 'Vaihteluväli',
      answers: 'Vastauksia',
      change: 'Muutos',
      trend: '12 kuukautta',
    },
  },

  live: {
    connecting: 'Yhdistetään',
    live: (since) => `Suora yhteys klo ${since} alkaen`,
    reconnecting: (asOf) => (asOf ? `Yhdistetään uudelleen – luvut klo ${asOf}` : 'Yhdistetään uudelleen'),
    stopped: {
      refused: 'Suora päivitys on katkennut. Lataa sivu uudelleen.',
      'not-signed-in': 'Suora päivitys on katkennut: kirjaudu uudelleen.',
      'not-yours': 'Suora päivitys on katkennut: sinulla ei ole oikeutta näihin lukuihin.',
    },
  },
  trouble: {
    label: 'Lukuja ei saada haettua',
    text: 'Palvelu ei vastaa. Yritämme uudelleen, sivua ei tarvitse ladata.',
    trends: 'Edellisiä kuukausia ei voida nyt näyttää.',
  },

  about: {
    heading: 'Näin luet lukuja',
    items: [
      {
        term: 'Suositteluindeksi (NPS)',
        text: 'Asukkaat vastaavat asteikolla 0–10, kuinka todennäköisesti he suosittelisivat palvelua. NPS on vastausten 9–10 prosenttiosuus, josta on vähennetty vastausten 0–6 prosenttiosuus. Se on aina välillä −100 … +100, ja 50 on erinomainen.',
      },
      {
        term: 'Vaihteluväli: ”luultavasti 58–70”',
        text: 'Kaikki eivät vastaa, joten luvussa on sattumaa. Väli kertoo, mihin luku osuisi, jos kaikki vastaisivat: se pitää paikkansa 95 kertaa sadasta. Kun vastauksia on vähän, väli on leveä.',
      },
      {
        term: 'Muutos ja ”ei selvää muutosta”',
        text: 'Ajanjaksoa verrataan yhtä pitkään jaksoon ennen sitä. Selvästä noususta tai laskusta kerrotaan vain, kun ero on suurempi kuin sattuma selittää, myös se huomioon ottaen, kuinka montaa yksikköä verrataan kerralla. ”Ei selvää muutosta” tarkoittaa, että ero voi olla sattumaa. Jos vastauksia on jommassakummassa jaksossa alle 30, muutosta ei arvioida.',
      },
      {
        term: 'Mitkä vastaukset ovat mukana',
        text: 'Vastaukset yksiköistä, Maisa-portaalista ja kaupungin palautekanavasta. Kuluva päivä on mukana, ja päivä vaihtuu keskiyöllä Helsingin aikaa.',
      },
    ],
  },
  footer: { openApi: 'Rajapinnan kuvaus (OpenAPI)', openData: 'Kehittäjille' },
};

/** A dash between numbers reads as a minus where one of them has one. */
function isBelowZero({ low, high }: { low: number | null; high: number | null }): boolean {
  return (low ?? 0) < 0 || (high ?? 0) < 0;
}
