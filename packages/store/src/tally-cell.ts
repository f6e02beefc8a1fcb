import type { GivenAnswer } from './answer-document.ts';

/** The cell of a tally that an answer counts in: `source|language|respondent`, an unknown language is `-`. */
export function cellOf(answer: Pick<GivenAnswer, 'source' | 'content'>): string {
  return `${answer.source}|${answer.content.language ?? '-'}|${answer.content.respondent}`;
}
