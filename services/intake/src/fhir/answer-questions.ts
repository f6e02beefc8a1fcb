import { isCommentTooLong, maxCommentLength } from '@kuulolla/contracts/device-answer';
import { answersOfLink } from './answers-of-link.ts';
import { type Finding, found, refused } from './finding.ts';
import type { QuestionLinks } from './maisa-mapping.ts';
import { hasSeveralValues, plainInteger } from './plain-integer.ts';
import type { QuestionnaireResponse } from './questionnaire-response.ts';

/** The score of the recommendation question, 0–10; null where it was not answered. */
export function npsOf(response: QuestionnaireResponse, links: QuestionLinks): Finding<number | null> {
  const [first, second] = links.nps === undefined ? [] : answersOfLink(response, links.nps);
  if (second) return refused('business-rule', second.path, 'This question takes one answer.');
  return first ? plainInteger(first, 0, 10) : found(null);
}

/** The words of the open question, several answers one below the other; null where there are none. */
export function commentOf(response: QuestionnaireResponse, links: QuestionLinks): Finding<string | null> {
  const parts: string[] = [];
  const answers = links.comment === undefined ? [] : answersOfLink(response, links.comment);
  for (const { path, answer } of answers) {
    if (answer.valueString === undefined) return refused('value', path, 'Send the words as valueString.');
    if (hasSeveralValues(answer)) return refused('structure', path, 'An answer has one value.');
    parts.push(answer.valueString.toWellFormed());
    if (isCommentTooLong(parts.join('\n'))) {
      const message = `A comment must not be longer than ${maxCommentLength} characters.`;
      return refused('value', `${path}.valueString`, message);
    }
  }
  return found(parts.length === 0 ? null : parts.join('\n'));
}

/** Statements by name, 1–5, or null for "don't know"; unanswered ones are left out. */
export function statementsOf(
  response: QuestionnaireResponse,
  links: QuestionLinks,
  dontKnow: readonly string[],
): Finding<Record<string, number | null>> {
  const statements: Record<string, number | null> = {};
  for (const [name, linkId] of Object.entries(links.statements)) {
    const [first, second] = answersOfLink(response, linkId);
    if (!first) continue;
    if (second) return refused('business-rule', second.path, 'This question takes one answer.');
    const word = first.answer.valueCoding?.code ?? first.answer.valueString;
    const value = word !== undefined && dontKnow.includes(word) ? found(null) : plainInteger(first, 1, 5);
    if (!value.ok) return value;
    statements[name] = value.value;
  }
  return found(statements);
}
