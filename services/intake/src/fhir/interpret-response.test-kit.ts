import { directory, good, startedAt } from './fhir-door.test-kit.ts';
import { interpretResponse } from './interpret-response.ts';
import { loadMaisaMapping } from './maisa-mapping.ts';
import { RefusedResponse } from './operation-outcome.ts';
import { readQuestionnaireResponse } from './questionnaire-response.ts';

/** The mapping that is shipped. */
export const shipped = loadMaisaMapping();

/** What a good response asks for in which fields of `more` replace those of the same name. */
export function interpret(more: Record<string, unknown> = {}, mapping = shipped, now = startedAt) {
  return interpretResponse(readQuestionnaireResponse(good(more)), { mapping, directory, now });
}

/** What is kept of such a response; throws where it asks for something else. */
export function content(more: Record<string, unknown> = {}, mapping = shipped) {
  const asked = interpret(more, mapping);
  if (asked.ask !== 'keep') throw new Error(`asks for ${JSON.stringify(asked)}`);
  return asked.content;
}

/** Code and expression of each issue. */
export function issues(more: Record<string, unknown> = {}, mapping = shipped): string[] {
  const asked = interpret(more, mapping);
  return asked.ask === 'refused'
    ? asked.issues.map(
        ({ code, expression }) => `${code} ${expression?.replace('QuestionnaireResponse.', '')}`,
      )
    : [];
}

/** Expressions of a response that has not even the form of one. */
export function faults(more: Record<string, unknown>): (string | undefined)[] {
  try {
    interpret(more);
  } catch (error) {
    if (error instanceof RefusedResponse && error.status === 400) {
      return error.issues.map(({ expression }) => expression?.replace('QuestionnaireResponse.', ''));
    }
  }
  return [];
}

/** Answers of the recommendation question, as the second item. */
export const nps = (...answer: object[]) => ({ item: [{ linkId: 'other' }, { linkId: 'nps', answer }] });
