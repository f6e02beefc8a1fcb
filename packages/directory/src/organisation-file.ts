import { unitIdSchema } from '@kuulolla/contracts/unit-id';
import { z } from 'zod';
import {
  type Concept,
  daySchema,
  type Membership,
  type Names,
  namesSchema,
  oidSchema,
  type ServiceArea,
  type ServiceEntity,
  slugSchema,
} from './directory.ts';
import { checkDirectory } from './directory-check.ts';
import { DirectoryError, problemsOf } from './directory-error.ts';

/** What the file says of a unit, gathered from all its rows; a field that is left out is not spoken about. */
export interface OrganisedUnit {
  id: number;
  names?: Names;
  concept?: string | null;
  memberships: Membership[];
  oids?: string[];
}

export interface Organisation {
  entities: ServiceEntity[];
  areas: ServiceArea[];
  concepts: Concept[];
  units: OrganisedUnit[];
}

const unitRow = z.strictObject({
  id: unitIdSchema,
  from: daySchema.nullable().default(null),
  to: daySchema.nullable().default(null),
  concept: slugSchema.nullable().exactOptional(),
  names: namesSchema.exactOptional(),
  oids: z.array(oidSchema).exactOptional(),
});
type UnitRow = z.infer<typeof unitRow>;

const organisationSchema = z.strictObject({
  note: z.string().optional(),
  concepts: z.array(z.strictObject({ id: slugSchema, names: namesSchema })).default([]),
  entities: z.array(
    z.strictObject({
      id: slugSchema,
      names: namesSchema,
      areas: z.array(
        z.strictObject({
          id: slugSchema,
          names: namesSchema,
          units: z
            .array(z.preprocess((row) => (typeof row === 'number' ? { id: row } : row), unitRow))
            .default([]),
        }),
      ),
    }),
  ),
});

/**
 * Reads an organisation file (its form is in this package's README). The file is taken whole or not at all.
 * Throws `DirectoryError` ('organisation-invalid') with a sentence for each problem, naming row, id and field.
 */
export function parseOrganisation(json: unknown): Organisation {
  const shape = organisationSchema.safeParse(json);
  if (!shape.success)
    throw new DirectoryError('organisation-invalid', problemsOf(shape.error, json), shape.error);
  const { entities, concepts } = shape.data;
  const areas = entities.flatMap((entity) => entity.areas.map((area) => ({ ...area, entity: entity.id })));
  const { units, contradictions } = gatherUnits(areas);
  const organisation: Organisation = {
    entities: entities.map(({ id, names }) => ({ id, names })),
    areas: areas.map(({ id, entity, names }) => ({ id, entity, names })),
    concepts,
    units,
  };
  const problems = [...contradictions, ...checkDirectory(asDirectory(organisation))];
  if (problems.length > 0) throw new DirectoryError('organisation-invalid', problems);
  return organisation;
}

/** A unit has a row in each area it has been in; what the rows say of the unit itself must agree. */
function gatherUnits(areas: readonly { id: string; units: UnitRow[] }[]) {
  const units = new Map<number, OrganisedUnit>();
  const contradictions: string[] = [];
  for (const area of areas) {
    for (const { id, from, to, ...about } of area.units) {
      const unit = units.get(id) ?? { id, memberships: [] };
      units.set(id, { ...unit, ...about, memberships: [...unit.memberships, { area: area.id, from, to }] });
      for (const field of ['concept', 'names', 'oids'] as const) {
        if (unit[field] === undefined || about[field] === undefined) continue;
        if (JSON.stringify(unit[field]) === JSON.stringify(about[field])) continue;
        contradictions.push(
          `Unit ${id} in area ${area.id}, field ${field}: another row of the unit says otherwise.`,
        );
      }
    }
  }
  return { units: [...units.values()], contradictions };
}

function asDirectory({ units, ...organisation }: Organisation) {
  const unnamed: Names = { fi: '-', sv: '-', en: '-' };
  const whole = units.map((unit) => ({
    names: unnamed,
    concept: null,
    provider: 'UNKNOWN' as const,
    ...unit,
  }));
  return { version: 0, ...organisation, units: whole };
}
