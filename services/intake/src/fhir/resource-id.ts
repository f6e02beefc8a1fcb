import { hashInLetters, screenedId } from '../screened-id.ts';
import type { QuestionnaireResponse } from './questionnaire-response.ts';

/** Whether a text is a FHIR id. */
export function isFhirId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}

/**
 * The names of the answer a response is about: its `identifier`, then the id of its PUT (`pathId`, null for a POST). The
 * first is the own id of an answer that is new; all of them lead to it from then on. Each is a FHIR id and may be
 * written down: one that holds an identity code or the like is its keyed hash. None where nothing names the answer.
 */
export function namesOf(
  key: Buffer,
  { identifier }: Pick<QuestionnaireResponse, 'identifier'>,
  pathId: string | null,
): string[] {
  const value = identifier?.value?.trim();
  const names = value ? [nameOfIdentifier(key, identifier?.system?.trim() ?? '', value)] : [];
  if (pathId !== null) names.push(screenedId(key, pathId));
  return [...new Set(names)];
}

/** Two systems may use the same value, so only a value without a system can be a name as it is. */
function nameOfIdentifier(key: Buffer, system: string, value: string): string {
  if (system === '' && isFhirId(value)) return screenedId(key, value);
  return `i-${hashInLetters(key, 'fhir-identifier', JSON.stringify([system, value]))}`;
}
