import type { Texts } from './texts.ts';

export const en: Texts = {
  languageName: 'English',
  chooseLanguage: 'Language',
  skipToContent: 'Skip to content',
  service: 'Live customer experience',
  cityLogo: 'The city’s logo',
  sample: {
    label: 'Sample data',
    text: 'The figures are made up for trying out the service. No resident has given them.',
    filling: 'The sample town is filling up: figures appear within a minute or two.',
  },

  title: 'Customer experience right now',
  lead: 'How likely residents are to recommend our social, health and rescue services. The figures move as answers come in.',
  windowLegend: 'Period',
  windows: {
    '7d': '7 days',
    '30d': '30 days',
    '90d': '90 days',
    '365d': '365 days',
    qtd: 'Quarter so far',
    ytd: 'Year so far',
  },
  windowBefore: {
    '7d': 'the 7 days before',
    '30d': 'the 30 days before',
    '90d': 'the 90 days before',
    '365d': 'the 365 days before',
    qtd: 'the same days of the quarter before',
    ytd: 'the same days of the year before',
  },

  wholeSector: 'The whole sector’s',
  nps: 'NPS',
  npsLong: 'Net Promoter Score',
  scale: { excellent: '50 is excellent' },
  interval: (low, high) => `probably between ${low} and ${high}`,
  answers: (count, n) => (n === 1 ? '1 answer' : `${count} answers`),
  noAnswers: 'no answers',
  waiting: 'waiting for the figure',
  change: { rise: 'real rise', fall: 'real fall', none: 'no clear change', tooFew: 'too few answers to say' },

  trend: {
    heading: 'The past 12 months',
    asTable: 'Show as a table',
    from: 'Month beginning',
    sentence: (first, last, low, high, months) =>
      `By month: from ${first} to ${last}, lowest ${low}, highest ${high} (${months} months with at least 10 answers).`,
    none: 'Not enough months with answers for a line.',
    tooFew: 'too few answers',
  },

  organisation: {
    heading: 'Services',
    lead: 'Choose a service area to see its units.',
  },
  units: {
    heading: (area) => `Units: ${area}`,
    found: (words) => `Units found by “${words}”`,
    shown: (shown, all) =>
      shown < all ? `The first ${shown} of ${all} units` : all === 1 ? '1 unit' : `${all} units`,
    nothingFound: 'No unit has a name like that.',
    noUnits: 'This area has no units.',
    find: 'Find a unit',
    findHelp: 'Part of the name, in any area',
    clear: 'Clear',
    sortBy: 'Sort by',
    columns: {
      name: 'Unit',
      nps: 'NPS',
      interval: 'Range',
      answers: 'Answers',
      change: 'Change from',
      trend: '12 months',
    },
  },

  live: {
    connecting: 'Connecting',
    live: (since) => `Live since ${since}`,
    reconnecting: (asOf) => (asOf ? `Reconnecting – figures from ${asOf}` : 'Reconnecting'),
    stopped: {
      refused: 'Live updates have stopped. Reload the page.',
      'not-signed-in': 'Live updates have stopped: sign in again.',
      'not-yours': 'Live updates have stopped: you may not see these figures.',
    },
  },
  trouble: {
    label: 'The figures cannot be fetched',
    text: 'The service does not answer. We keep trying; there is no need to reload.',
    trends: 'The past months cannot be shown right now.',
  },

  about: {
    heading: 'How to read the figures',
    items: [
      {
        term: 'Net Promoter Score (NPS)',
        text: 'Residents answer from 0 to 10 how likely they are to recommend the service. NPS is the percentage who answer 9 or 10 minus the percentage who answer 0 to 6. It runs from −100 to +100; 50 is excellent.',
      },
      {
        term: 'Range: “probably between 58 and 70”',
        text: 'Not everyone answers, so the score carries chance. The range shows where the score would fall if everybody answered: 95 times out of 100 it holds. Few answers make it wide.',
      },
      {
        term: 'Change and “no clear change”',
        text: 'The period is compared with an equally long one before it. “Real rise” and “real fall” are said only when the difference is larger than chance explains, also considering how many units are compared at once. “No clear change” means that the difference may be chance. With fewer than 30 answers in either period nothing is said.',
      },
      {
        term: 'Which answers count',
        text: 'Answers from units, the Maisa portal and the city’s feedback channel. Today is included, and days change at midnight in Helsinki.',
      },
    ],
  },
  footer: { openApi: 'Interface description (OpenAPI)', openData: 'For developers' },
};
