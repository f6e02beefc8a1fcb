import type { PlacedAnswer } from './answers-of-link.ts';
import { type Finding, found, refused } from './finding.ts';
import { type FhirValue, nameOfValue } from './questionnaire-response.ts';

/**
 * A whole number from `low` to `high` (both included), from one of FHIR's integers, valueDecimal without a fraction, or the
 * plain digits of valueString or of a valueCoding's code. Never rounded, never clamped: all else is refused.
 */
export function plainInteger({ path, answer }: PlacedAnswer, low: number, high: number): Finding<number> {
  const name = nameOfValue(answer);
  if (name === undefined || hasSeveralValues(answer)) {
    return refused('structure', path, 'An answer has one value.');
  }
  const number = numberOf(answer);
  if (number !== null && Number.isInteger(number) && number >= low && number <= high) return found(number);
  const place = name === 'valueCoding' ? `${path}.valueCoding.code` : `${path}.${name}`;
  return refused('value', place, `This must be a whole number from ${low} to ${high}.`);
}

export function hasSeveralValues(answer: FhirValue): boolean {
  return Object.keys(answer).filter((key) => key.startsWith('value')).length > 1;
}

function numberOf(value: FhirValue): number | null {
  const { valueInteger, valuePositiveInt, valueUnsignedInt, valueDecimal, valueString, valueCoding } = value;
  const integer = valueInteger ?? valuePositiveInt ?? valueUnsignedInt;
  const sent = integer ?? valueDecimal ?? valueString ?? valueCoding?.code;
  if (typeof sent === 'number') return sent;
  return sent !== undefined && /^(0|[1-9]\d?)$/.test(sent) ? Number(sent) : null;
}
