import type { DeviceAnswer } from '@kuulolla/contracts/device-answer';
import type { Language } from '@kuulolla/contracts/feedback-event';
import type { Source } from '@kuulolla/contracts/source';
import type { AreaKind } from './area-kinds.ts';
import { drawIndex, type Random, runningSums, weighted } from './random.ts';
import { classShares, type SectorLevel, unitNps } from './satisfaction.ts';
import { scoredShare, sourceShift, wordyShare } from './source-habits.ts';
import type { UnitProfile } from './unit-profile.ts';
import { composeComment, composeQuestion, type Mood } from './words/compose-comment.ts';

/** One person's answer, before it takes the form of a door. */
export interface DrawnAnswer {
  readonly unit: UnitProfile;
  readonly questionnaire: string;
  readonly nps: number | null;
  /** 1–5, or null for "don't know". */
  readonly statements: Readonly<Record<string, number | null>>;
  readonly comment: string | null;
  readonly kindOfWords: 'good' | 'mixed' | 'bad' | 'question';
  readonly language: Language;
  readonly channel: NonNullable<DeviceAnswer['channel']>;
  readonly respondent: 'self' | 'relative';
  readonly ageBand: string | null;
}

export const statementNames = [
  'access',
  'encounter',
  'participation',
  'safety',
  'information',
  'understandability',
  'usefulness',
] as const;

/** Promoters say 9 or 10, passives 7 or 8, detractors 0 to 6. */
const scoreOf = {
  good: weighted([
    [10, 68],
    [9, 32],
  ]),
  mixed: weighted([
    [8, 64],
    [7, 36],
  ]),
  bad: weighted([
    [6, 27],
    [5, 23],
    [4, 10],
    [3, 12],
    [2, 9],
    [1, 6],
    [0, 13],
  ]),
};

const ageBands: Readonly<Record<AreaKind['ages'], (random: Random) => string | null>> = {
  families: weighted([
    ['18-29', 30],
    ['30-44', 48],
    ['45-64', 8],
    ['13-17', 2],
    ['7-12', 3],
    [null, 9],
  ]),
  youth: weighted([
    ['7-12', 9],
    ['13-17', 26],
    ['18-29', 12],
    ['30-44', 28],
    ['45-64', 14],
    [null, 11],
  ]),
  all: weighted([
    ['13-17', 3],
    ['18-29', 13],
    ['30-44', 20],
    ['45-64', 26],
    ['65-74', 17],
    ['75+', 13],
    [null, 8],
  ]),
  adults: weighted([
    ['18-29', 24],
    ['30-44', 30],
    ['45-64', 29],
    ['65-74', 6],
    [null, 11],
  ]),
  seniors: weighted([
    ['30-44', 4],
    ['45-64', 14],
    ['65-74', 25],
    ['75+', 47],
    [null, 10],
  ]),
};

const unitChannel = weighted<DrawnAnswer['channel']>([
  ['touchscreen', 58],
  ['sms', 27],
  ['qr', 11],
  ['paper', 4],
]);

/** Draws what somebody answers about a unit on a day (days since 1970-01-01). */
export function drawAnswer(
  random: Random,
  source: Source,
  unit: UnitProfile,
  day: number,
  level: SectorLevel,
): DrawnAnswer {
  const mood = drawMood(random, unitNps(unit, level, day) + sourceShift[source]);
  const language = drawLanguage(random, unit);
  const respondent = random.chance(unit.kind.relatives) ? 'relative' : 'self';
  const ageBand = ageBands[unit.kind.ages](random);
  const isChild = ageBand === '7-12';
  const statements = random.chance(source === 'helfi' ? 0.1 : 0.56) ? drawStatements(random, mood) : {};
  const scored = random.chance(scoredShare[source]) && !(isChild && random.chance(0.5));
  const asksSomething = source === 'helfi' && random.chance(0.13);
  // What has nothing else says something, or it were no answer.
  const mustWrite = !scored && Object.keys(statements).length === 0;
  const wordy =
    asksSomething || mustWrite || random.chance(wordyShare[source] * (mood === 'good' ? 0.85 : 1.5));
  const comment = wordy ? drawWords(random, unit, language, mood, asksSomething) : null;
  return {
    unit,
    questionnaire: isChild ? 'lapset' : 'asiakaskokemus',
    nps: scored ? scoreOf[mood](random) : null,
    statements: comment === null && mustWrite ? drawStatements(random, mood) : statements,
    comment,
    kindOfWords: asksSomething ? 'question' : mood,
    language,
    channel: source === 'units' ? unitChannel(random) : source === 'maisa' ? 'portal' : 'web',
    respondent,
    ageBand,
  };
}

function drawMood(random: Random, nps: number): Mood {
  const { promoters, detractors } = classShares(Math.max(-0.98, Math.min(0.98, nps)));
  const drawn = random.next();
  if (drawn < promoters) return 'good';
  return drawn < promoters + detractors ? 'bad' : 'mixed';
}

function drawLanguage(random: Random, unit: UnitProfile): Language {
  const drawn = random.next();
  if (drawn < unit.swedish) return 'sv';
  if (drawn < unit.swedish + unit.english) return 'en';
  // The Sámi languages, together some three answers in a thousand.
  if (drawn > 0.997) return random.pick(['se', 'se', 'smn', 'sms'] as const);
  return 'fi';
}

/** Words are in Finnish, Swedish or English; who answered in a Sámi language left none. */
function drawWords(
  random: Random,
  unit: UnitProfile,
  language: Language,
  mood: Mood,
  asksSomething: boolean,
): string | null {
  if (language !== 'fi' && language !== 'sv' && language !== 'en') return null;
  if (asksSomething) return composeQuestion(random, language);
  return composeComment(random, language, mood, unit.kind.themes);
}

const agreement: Readonly<Record<Mood, Float64Array>> = {
  good: runningSums([1, 1, 4, 24, 70]),
  mixed: runningSums([2, 8, 26, 44, 20]),
  bad: runningSums([24, 30, 24, 15, 7]),
};

/** Three to all seven statements, now and then a "don't know". */
function drawStatements(random: Random, mood: Mood): Record<string, number | null> {
  const statements: Record<string, number | null> = {};
  const asked = random.chance(0.7) ? statementNames.length : 3 + random.below(4);
  for (const name of statementNames.slice(0, asked)) {
    statements[name] = random.chance(0.04) ? null : drawIndex(agreement[mood], random) + 1;
  }
  return statements;
}
