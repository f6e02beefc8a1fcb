import { unitIdTextSchema } from '@kuulolla/contracts/unit-id';
import { type Directory, oidSchema } from '@kuulolla/directory/directory';
import { answersOfLink } from './answers-of-link.ts';
import { type Finding, found, refused } from './finding.ts';
import type { MaisaMapping } from './maisa-mapping.ts';
import {
  type FhirValue,
  type Identifier,
  nameOfValue,
  type QuestionnaireResponse,
} from './questionnaire-response.ts';

interface PlacedIdentifier {
  readonly path: string;
  readonly identifier: Identifier | undefined;
  /** Name of a value that can be no identifier. */
  readonly unread?: string | undefined;
}

/**
 * The unit a response is about: at the mapping's path, a Service Map id in plain digits, or an organisation's OID that
 * the mapping's table or the register knows. Digits under an OID as their system are the last arc of an OID, never a
 * Service Map id. Where it stands several times it must be the same.
 */
export function unitOfResponse(
  response: QuestionnaireResponse,
  mapping: MaisaMapping,
  directory: Directory,
): Finding<number> {
  const [first, ...others] = placesOf(response, mapping.unit);
  const unit = unitAt(first, mapping, directory);
  for (const place of others) {
    const other = unitAt(place, mapping, directory);
    if (!other.ok || !unit.ok) return unit.ok ? other : unit;
    if (other.value !== unit.value)
      return refused('business-rule', place.path, 'Another unit stands here than before; send one.');
  }
  return unit;
}

function unitAt(
  { path, identifier, unread }: PlacedIdentifier,
  mapping: MaisaMapping,
  directory: Directory,
): Finding<number> {
  const value = identifier?.value?.trim();
  if (unread !== undefined) {
    return refused(
      'value',
      `${path}.${unread}`,
      'Send the unit as valueIdentifier, valueString or an integer.',
    );
  }
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

function placesOf(
  response: QuestionnaireResponse,
  unit: MaisaMapping['unit'],
): [PlacedIdentifier, ...PlacedIdentifier[]] {
  if (unit.path === 'author.identifier') {
    return [{ path: 'QuestionnaireResponse.author.identifier', identifier: response.author?.identifier }];
  }
  const values =
    unit.path === 'extension'
      ? (response.extension ?? []).flatMap((value, at) =>
          value.url === unit.url ? [placed(`QuestionnaireResponse.extension[${at}]`, value)] : [],
        )
      : answersOfLink(response, unit.linkId).map(({ path, answer }) => placed(path, answer));
  const [first, ...others] = values;
  const element = unit.path === 'extension' ? 'extension' : 'item';
  return first ? [first, ...others] : [{ path: `QuestionnaireResponse.${element}`, identifier: undefined }];
}

function placed(path: string, value: FhirValue): PlacedIdentifier {
  const identifier = identifierIn(value);
  const isIdentifier = identifier !== undefined || value.valueReference !== undefined;
  return { path, identifier, unread: isIdentifier ? undefined : nameOfValue(value) };
}

/** An identifier in any of the kinds of value that can carry one. */
function identifierIn(value: FhirValue): Identifier | undefined {
  const { valueIdentifier, valueReference, valueCoding } = value;
  if (valueIdentifier) return valueIdentifier;
  if (valueReference) return valueReference.identifier;
  if (valueCoding) return { system: valueCoding.system, value: valueCoding.code };
  const number = value.valueInteger ?? value.valuePositiveInt ?? value.valueUnsignedInt ?? value.valueDecimal;
  const plain = value.valueString ?? number ?? value.valueUri ?? value.valueOid ?? value.valueCode;
  return plain === undefined ? undefined : { value: String(plain) };
}
