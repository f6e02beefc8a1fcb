import { type Directory, directorySchema, type Unit } from './directory.ts';
import { DirectoryError, problemsOf } from './directory-error.ts';
import { findOverlap, periodText } from './membership-history.ts';

/**
 * Reads a register, as a store or a file keeps it.
 * Throws `DirectoryError` ('register-invalid') with a sentence for each problem, naming unit, row and field.
 */
export function parseDirectory(json: unknown): Directory {
  const shape = directorySchema.safeParse(json);
  if (!shape.success)
    throw new DirectoryError('register-invalid', problemsOf(shape.error, json), shape.error);
  const problems = checkDirectory(shape.data);
  if (problems.length > 0) throw new DirectoryError('register-invalid', problems);
  return shape.data;
}

/** What is wrong across the rows of a register of the right shape, one sentence each; empty when it is sound. */
export function checkDirectory(directory: Directory): string[] {
  const entities = new Set(directory.entities.map((entity) => entity.id));
  const areas = new Set(directory.areas.map((area) => area.id));
  const concepts = new Set(directory.concepts.map((concept) => concept.id));
  return [
    ...repeats('Entity', directory.entities),
    ...repeats('Area', directory.areas),
    ...repeats('Concept', directory.concepts),
    ...repeats('Unit', directory.units),
    ...directory.areas
      .filter((area) => !entities.has(area.entity))
      .map((area) => `Area ${area.id}, field entity: there is no entity "${area.entity}".`),
    ...directory.units.flatMap((unit) => checkUnit(unit, areas, concepts)),
    ...sharedOids(directory.units),
  ];
}

function repeats(kind: string, rows: readonly { id: string | number }[]): string[] {
  const firstAt = new Map<string | number, number>();
  return rows.flatMap((row, at) => {
    const first = firstAt.get(row.id);
    if (first === undefined) firstAt.set(row.id, at);
    return first === undefined
      ? []
      : [`${kind} ${row.id}, field id: rows ${first} and ${at} have the same id; keep one.`];
  });
}

function checkUnit(unit: Unit, areas: ReadonlySet<string>, concepts: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  if (unit.concept !== null && !concepts.has(unit.concept)) {
    problems.push(`Unit ${unit.id}, field concept: there is no concept "${unit.concept}".`);
  }
  unit.memberships.forEach((membership, row) => {
    const where = `Unit ${unit.id}, membership ${row}`;
    if (!areas.has(membership.area))
      problems.push(`${where}, field area: there is no area "${membership.area}".`);
    if (membership.from !== null && membership.to !== null && membership.from > membership.to) {
      problems.push(`${where}, field to: ${membership.to} lies before its from, ${membership.from}.`);
    }
  });
  const overlap = findOverlap(unit.memberships);
  if (overlap !== undefined) {
    const [one, other] = overlap.map((row) => `${row.area} (${periodText(row)})`);
    problems.push(
      `Unit ${unit.id}, field memberships: ${one} and ${other} overlap; a unit is in one area a day.`,
    );
  }
  return problems;
}

function sharedOids(units: readonly Unit[]): string[] {
  const owner = new Map<string, number>();
  return units.flatMap((unit) =>
    (unit.oids ?? []).flatMap((oid) => {
      const first = owner.get(oid);
      owner.set(oid, first ?? unit.id);
      return first === undefined || first === unit.id
        ? []
        : [`Unit ${unit.id}, field oids: ${oid} already names unit ${first}; an OID names one unit.`];
    }),
  );
}
