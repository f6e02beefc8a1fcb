import type { PhraseBook } from './phrase-book.ts';

export const swedish: PhraseBook = {
  themes: {
    encounter: {
      good: [
        'Jag blev bemött med värme och fick tala till punkt.',
        'Skötaren märkte att jag var nervös och tog det lugnt.',
        'Personalen tog mitt ärende på allvar.',
        'De talade svenska med mig utan att jag behövde be om det.',
      ],
      bad: [
        'Man talade över huvudet på mig.',
        'Ingen sade vad de hette.',
        'I receptionen var tonen otrevlig.',
        'Jag fick inte tala svenska fast jag bad om det.',
        'Det kändes som om ingen trodde på det jag berättade.',
      ],
    },
    waiting: {
      good: ['Jag kom in nästan genast.', 'Det fanns en tid redan samma vecka.', 'Tidtabellen höll.'],
      bad: [
        'Jag satt och väntade över en timme utan att få veta varför.',
        'Följande lediga tid är först om två månader.',
        'Min tid flyttades för tredje gången.',
        'Bara en lucka var öppen och kön stod stilla.',
      ],
    },
    information: {
      good: [
        'Jag fick veta på papper vad som händer härnäst.',
        'Medicinerna gicks igenom så att jag förstod.',
        'Mina frågor fick svar på vanlig svenska.',
      ],
      bad: [
        'Anvisningarna kom bara på finska.',
        'Jag vet fortfarande inte vem jag ska ringa.',
        'Två skötare gav olika råd.',
        'Ingen berättade vad besöket kostar.',
      ],
    },
    reaching: {
      good: [
        'De ringde upp inom en halvtimme.',
        'Det gick lätt att byta tid per telefon.',
        'Någon svarade faktiskt genast.',
      ],
      bad: [
        'Ingen ringde upp på hela dagen.',
        'Jag kopplades till fyra olika personer i samma ärende.',
        'Telefonen tutade upptaget tre morgnar i rad.',
      ],
    },
    premises: {
      good: ['De nya lokalerna är ljusa och lätta att hitta till.', 'Väntrummet var lugnt och rent.'],
      bad: [
        'Skyltarna ledde till fel våning.',
        'Hissen var ur funktion.',
        'I väntrummet hör man allas ärenden.',
      ],
    },
    continuity: {
      good: ['Samma person har följt mig hela tiden.', 'Det vi kom överens om sist var ordnat.'],
      bad: [
        'Varje gång är det en ny person och jag börjar om från början.',
        'Handläggaren byttes utan att någon sade till.',
        'Den här veckan kom sju olika skötare till dörren.',
      ],
    },
    digital: {
      good: [
        'Allt gick att sköta med ett meddelande.',
        'Det var lätt att boka på nätet.',
        'Distansmottagningen fungerade fint.',
      ],
      bad: [
        'Appen stängdes mitt i blanketten.',
        'Alla har inte bankkoder.',
        'Svaret på mitt meddelande dröjde tre veckor.',
      ],
    },
    decision: {
      good: ['Beslutet var motiverat så att jag förstod det.', 'Mina önskemål skrevs in i planen.'],
      bad: [
        'Av beslutet framgick inte varför jag fick avslag.',
        'Samma bilagor begärdes tre gånger.',
        'Planen var färdig innan någon frågade mig.',
      ],
    },
    everyday: {
      good: [
        'Maten är god och man får mera.',
        'Min mor kommer ut nästan varje dag.',
        'Det ordnas saker att göra.',
      ],
      bad: [
        'Maten var kall.',
        'Utevistelsen faller bort då det finns för lite personal.',
        'Kläder försvinner i tvätten.',
      ],
    },
    emergency: {
      good: [
        'Hjälpen kom på några minuter och någon talade lugnande med mig.',
        'Gruppen visste vad den gjorde och förklarade under tiden.',
      ],
      bad: [
        'Adressen frågades flera gånger innan hjälpen for iväg.',
        'Efteråt berättade ingen vad som händer med dörren.',
      ],
    },
  },
  short: {
    good: ['Tack!', 'Bra service.', 'Allt gick fint.', 'Tack till skötarna.', 'Fortsätt så här.'],
    bad: ['Fungerar inte.', 'Besviken.', 'För lång väntan.', 'Ingen service på svenska.'],
  },
  openers: {
    good: [
      'Jag var här för andra gången.',
      'På förhand var jag lite rädd.',
      'Jag tackar för mitt barns del.',
      'En god erfarenhet efter en lång tid.',
    ],
    bad: ['Jag har gått här i åratal.', 'Det här är inte första gången.', 'Jag brukar inte klaga.'],
  },
  turns: ['Å andra sidan:', 'En sak störde ändå.', 'Något kunde bli bättre.'],
  closers: {
    good: ['Ett varmt tack till alla.', 'Så här ska det gå till.', 'Jag kommer gärna igen.'],
    bad: ['Jag hoppas att någon läser det här.', 'Mera personal, tack.', 'Gör något åt saken.'],
  },
  questions: [
    'När öppnar kvällsmottagningen igen?',
    'Kan man avboka med ett textmeddelande?',
    'Var ser jag hur lång kön är just nu?',
    'Får jag ta med en stödperson?',
  ],
};
