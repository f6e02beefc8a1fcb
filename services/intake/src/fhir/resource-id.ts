import { hashInLetters, screenedId } from '../screened-id.ts';
import type { Identifier, QuestionnaireResponse } from './questionnaire-response.ts';

/** Whether a text is a FHIR id. */
export function isFhirId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}

/**
 * The own id an answer is kept under, which is the logical id of its resource: whoever reads or corrects the resource at
 * the `Location` we gave meets that very answer. `identifier` names the answer wherever there is one; else the id of the
 * PUT does. An id that holds an identity code or the like is replaced by its keyed hash. Null where nothing names it.
 */
export function resourceIdOf(
  key: Buffer,
  { identifier }: Pick<QuestionnaireResponse, 'identifier'>,
  pathId: string | null,
): string | null {
  if (identifier?.value?.trim()) return idOfIdentifier(key, identifier, identifier.value);
  return pathId === null ? null : screenedId(key, pathId);
}

/** Two systems may use the same value, so only a value without a system can be an id as it is. */
function idOfIdentifier(key: Buffer, { system }: Identifier, value: string): string {
  if (!system && isFhirId(value)) return screenedId(key, value);
  return `i-${hashInLetters(key, 'fhir-identifier', JSON.stringify([system ?? '', value]))}`;
}
