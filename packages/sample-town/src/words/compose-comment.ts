import type { Random } from '../random.ts';
import { english } from './english.ts';
import { finnish } from './finnish.ts';
import type { PhraseBook, Theme } from './phrase-book.ts';
import { swedish } from './swedish.ts';

/** Languages there are words in. */
export type WrittenLanguage = 'fi' | 'sv' | 'en';
export type Mood = 'good' | 'mixed' | 'bad';

const books: Readonly<Record<WrittenLanguage, PhraseBook>> = { fi: finnish, sv: swedish, en: english };

/** What somebody writes: one to five sentences about one or two of `themes`, the first of which is the likeliest. */
export function composeComment(
  random: Random,
  language: WrittenLanguage,
  mood: Mood,
  themes: readonly Theme[],
): string {
  const book = books[language];
  if (mood !== 'mixed' && random.chance(0.22)) return random.pick(book.short[mood]);
  const first = drawTheme(random, themes);
  if (mood === 'mixed') return mixedWords(random, book, first, drawTheme(random, themes));
  const sentences = [random.pick(book.themes[first][mood])];
  const second = drawTheme(random, themes);
  if (second !== first && random.chance(0.35)) sentences.push(random.pick(book.themes[second][mood]));
  if (random.chance(0.25)) sentences.unshift(random.pick(book.openers[mood]));
  if (random.chance(0.3)) sentences.push(random.pick(book.closers[mood]));
  return sentences.join(' ');
}

/** A question to the unit. */
export function composeQuestion(random: Random, language: WrittenLanguage): string {
  return random.pick(books[language].questions);
}

function mixedWords(random: Random, book: PhraseBook, good: Theme, bad: Theme): string {
  const sentences = [random.pick(book.themes[good].good)];
  if (random.chance(0.5)) sentences.push(random.pick(book.turns));
  sentences.push(random.pick(book.themes[bad].bad));
  return sentences.join(' ');
}

function drawTheme(random: Random, themes: readonly Theme[]): Theme {
  // The smaller of two draws leans to the front of the list.
  const index = Math.min(random.below(themes.length), random.below(themes.length));
  return themes[index] ?? 'encounter';
}
