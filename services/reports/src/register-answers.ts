import type { Day } from '@kuulolla/calendar/day';
import type { AreasAnswer, UnitsAnswer } from '@kuulolla/contracts/query-api';
import type { Directory } from '@kuulolla/directory/directory';
import { type DirectoryIndex, indexDirectory } from '@kuulolla/directory/scopes';
import { unknownScope } from './unknown-scope.ts';

export interface UnitFilter {
  readonly entity?: string | undefined;
  readonly area?: string | undefined;
  readonly concept?: string | undefined;
}

interface ReadyRegister {
  readonly index: DirectoryIndex;
  readonly unitsByName: Directory['units'];
}

/** What takes longest to answer is the same until another register is read: an index, and units in their order. */
const ready = new WeakMap<Directory, ReadyRegister>();
const finnish = new Intl.Collator('fi');

function readied(directory: Directory): ReadyRegister {
  const known = ready.get(directory);
  if (known !== undefined) return known;
  const unitsByName = directory.units.toSorted((a, b) => finnish.compare(a.names.fi, b.names.fi));
  const made = { index: indexDirectory(directory), unitsByName };
  ready.set(directory, made);
  return made;
}

/**
 * The units of the register where they belong on `today`, by Finnish name. Throws 404 for an entity, area or concept that
 * the register does not have.
 */
export function unitsAnswer(
  directory: Directory,
  today: Day,
  filter: UnitFilter,
  sample: boolean,
): UnitsAnswer {
  requireKnown(directory, filter);
  const { index, unitsByName } = readied(directory);
  const units = unitsByName.map(({ id, names, concept, provider }) => {
    const area = index.areaOn(id, today) ?? null;
    const entity = (area && index.area(area)?.entity) ?? null;
    return { id, names, area, entity, concept, provider };
  });
  const wanted = units.filter(
    ({ entity, area, concept }) =>
      (filter.entity === undefined || filter.entity === entity) &&
      (filter.area === undefined || filter.area === area) &&
      (filter.concept === undefined || filter.concept === concept),
  );
  return { sample, units: wanted };
}

function requireKnown(directory: Directory, { entity, area, concept }: UnitFilter): void {
  const has = (rows: readonly { readonly id: string }[], id: string | undefined) =>
    id === undefined || rows.some((row) => row.id === id);
  if (!has(directory.entities, entity)) throw unknownScope('entity');
  if (!has(directory.areas, area)) throw unknownScope('area');
  if (!has(directory.concepts, concept)) throw unknownScope('concept');
}

/** The organisation as a tree, with the number of units of each area on `today`. */
export function areasAnswer(directory: Directory, today: Day, sample: boolean): AreasAnswer {
  const { index } = readied(directory);
  const entities = directory.entities.map(({ id, names }) => ({
    id,
    names,
    areas: directory.areas
      .filter(({ entity }) => entity === id)
      .map((area) => ({ id: area.id, names: area.names, units: index.unitsOfArea(area.id, today).length })),
  }));
  return { sample, entities, concepts: directory.concepts.map(({ id, names }) => ({ id, names })) };
}
