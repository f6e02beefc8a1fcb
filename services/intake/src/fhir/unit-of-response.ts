import { unitIdTextSchema } from '@kuulolla/contracts/unit-id';
import { type Directory, oidSchema } from '@kuulolla/directory/directory';
import { answersOfLink } from './answers-of-link.ts';
import { type Finding, found, refused } from './finding.ts';
import type { MaisaMapping } from './maisa-mapping.ts';
import type { FhirValue, Identifier, QuestionnaireResponse } from './questionnaire-response.ts';

interface PlacedIdentifier {
  readonly path: string;
  readonly identifier: Identifier | undefined;
}

/**
 * The unit a response is about: at the mapping's path, a Service Map id in plain digits, or an organisation's OID that
 * the mapping's table or the register knows. Digits under an OID as their system are the last arc of an OID, never a
 * Service Map id.
 */
export function unitOfResponse(
  response: QuestionnaireResponse,
  mapping: MaisaMapping,
  directory: Directory,
): Finding<number> {
  const { path, identifier } = placeOf(response, mapping.unit);
  const value = identifier?.value?.trim();
  if (!value)
    return refused('required', path, 'The unit is missing: a Service Map id or an organisation OID.');
  const system = oidSchema.safeParse(identifier?.system ?? '');
  const sent = oidSchema.safeParse(value);
  if (sent.success || system.success) {
    const oids = [sent.data, system.success ? `${system.data}.${value}` : undefined];
    const unit = unitOfOid(oids, mapping, directory);
    if (unit !== undefined) return found(unit);
    return refused('value', path, 'No unit is known by this organisation OID; have it added to the table.');
  }
  const unit = unitIdTextSchema.safeParse(value);
  if (unit.success) return found(unit.data);
  return refused(
    'value',
    path,
    'The unit must be a Service Map id of at most seven digits or an organisation OID.',
  );
}

function unitOfOid(
  oids: readonly (string | undefined)[],
  mapping: MaisaMapping,
  directory: Directory,
): number | undefined {
  for (const oid of oids) {
    if (oid === undefined) continue;
    const unit =
      mapping.organisations.get(oid) ?? directory.units.find((each) => each.oids?.includes(oid))?.id;
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function placeOf(response: QuestionnaireResponse, unit: MaisaMapping['unit']): PlacedIdentifier {
  if (unit.path === 'author.identifier') {
    return { path: 'QuestionnaireResponse.author.identifier', identifier: response.author?.identifier };
  }
  if (unit.path === 'extension') {
    const at = (response.extension ?? []).findIndex(({ url }) => url === unit.url);
    const value = response.extension?.[at];
    if (!value) return { path: 'QuestionnaireResponse.extension', identifier: undefined };
    return { path: `QuestionnaireResponse.extension[${at}]`, identifier: identifierIn(value) };
  }
  const [first] = answersOfLink(response, unit.linkId);
  if (!first) return { path: 'QuestionnaireResponse.item', identifier: undefined };
  return { path: first.path, identifier: identifierIn(first.answer) };
}

/** An identifier in any of the kinds of value that can carry one. */
function identifierIn(value: FhirValue): Identifier | undefined {
  const { valueIdentifier, valueReference, valueCoding } = value;
  if (valueIdentifier) return valueIdentifier;
  if (valueReference) return valueReference.identifier;
  if (valueCoding) return { system: valueCoding.system, value: valueCoding.code };
  const plain =
    value.valueString ?? value.valueInteger ?? value.valueUri ?? value.valueOid ?? value.valueCode;
  return plain === undefined ? undefined : { value: String(plain) };
}
