import type { Day } from '@kuulolla/calendar/day';
import type { AreasAnswer, UnitsAnswer } from '@kuulolla/contracts/query-api';
import type { Directory } from '@kuulolla/directory/directory';
import { indexDirectory } from '@kuulolla/directory/scopes';

export interface UnitFilter {
  readonly entity?: string | undefined;
  readonly area?: string | undefined;
  readonly concept?: string | undefined;
}

/** The units of the register where they belong on `today`, by Finnish name. */
export function unitsAnswer(
  directory: Directory,
  today: Day,
  filter: UnitFilter,
  sample: boolean,
): UnitsAnswer {
  const index = indexDirectory(directory);
  const units = directory.units.map(({ id, names, concept, provider }) => {
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
  return { sample, units: wanted.sort((a, b) => a.names.fi.localeCompare(b.names.fi, 'fi')) };
}

/** The organisation as a tree, with the number of units of each area on `today`. */
export function areasAnswer(directory: Directory, today: Day, sample: boolean): AreasAnswer {
  const index = indexDirectory(directory);
  const entities = directory.entities.map(({ id, names }) => ({
    id,
    names,
    areas: directory.areas
      .filter(({ entity }) => entity === id)
      .map((area) => ({ id: area.id, names: area.names, units: index.unitsOfArea(area.id, today).length })),
  }));
  return { sample, entities, concepts: directory.concepts.map(({ id, names }) => ({ id, names })) };
}
