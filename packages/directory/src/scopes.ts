import type { Concept, Directory, ServiceArea, ServiceEntity, Unit } from './directory.ts';

/** What a figure is about. `unit:` is followed by a Service Map id, the others by a slug. */
export type Scope = 'all' | `entity:${string}` | `area:${string}` | `unit:${number}` | `concept:${string}`;

/** A register made quick to ask; it does not follow later changes of the directory it was made from. */
export interface DirectoryIndex {
  readonly version: number;
  unit(id: number): Unit | undefined;
  area(id: string): ServiceArea | undefined;
  entity(id: string): ServiceEntity | undefined;
  concept(id: string): Concept | undefined;
  /** The unit an organisation OID names, without `urn:oid:`. */
  unitOfOid(oid: string): Unit | undefined;
  /** Whether the text is a scope this register knows, spelled exactly. */
  hasScope(scope: string): scope is Scope;
  /** Every scope: all, entities, areas, concepts, units, each in the register's order. */
  scopes(): readonly Scope[];
  /** The area of a unit on a Helsinki day, or undefined where no membership covers it. */
  areaOn(unitId: number, day: string): string | undefined;
  /**
   * The scopes an answer of this unit and Helsinki day counts in: all, entity, area, concept, unit. A day no
   * membership covers has no entity and no area; an unknown unit counts nowhere. The list is shared: never change it.
   */
  scopesOn(unitId: number, day: string): readonly Scope[];
  unitsOfArea(areaId: string, day: string): readonly Unit[];
  /** The units of any scope on a Helsinki day, in the register's order; none for an unknown scope. */
  unitsIn(scope: string, day: string): readonly Unit[];
}

interface Period {
  from: string;
  to: string;
  area: string;
  scopes: readonly Scope[];
}

interface UnitTimes {
  periods: readonly Period[];
  uncovered: readonly Scope[];
}

// Open ends sort before and after every day, so that the hot path compares strings only.
const EVER_SINCE = '';
const FOR_EVER = '~';

/** Makes the index of a sound register (see `parseDirectory`). */
export function indexDirectory(directory: Directory): DirectoryIndex {
  const units = new Map(directory.units.map((unit) => [unit.id, unit]));
  const areas = new Map(directory.areas.map((area) => [area.id, area]));
  const entities = new Map(directory.entities.map((entity) => [entity.id, entity]));
  const concepts = new Map(directory.concepts.map((concept) => [concept.id, concept]));
  const oids = new Map(
    directory.units.flatMap((unit) => (unit.oids ?? []).map((oid) => [oid, unit] as const)),
  );
  const times = new Map(directory.units.map((unit) => [unit.id, timesOf(unit, areas)]));
  const scopes = allScopes(directory);
  const known = new Set<string>(scopes);
  const candidates = candidatesByScope(directory, times);

  const periodOn = (unitTimes: UnitTimes | undefined, day: string): Period | undefined => {
    if (unitTimes === undefined) return undefined;
    for (const period of unitTimes.periods) if (period.from <= day && day <= period.to) return period;
    return undefined;
  };
  const scopesOn = (unitId: number, day: string): readonly Scope[] => {
    const unitTimes = times.get(unitId);
    return periodOn(unitTimes, day)?.scopes ?? unitTimes?.uncovered ?? [];
  };
  const unitsIn = (scope: string, day: string): readonly Unit[] =>
    (candidates.get(scope) ?? []).filter((unit) =>
      (scopesOn(unit.id, day) as readonly string[]).includes(scope),
    );

  return {
    version: directory.version,
    unit: (id) => units.get(id),
    area: (id) => areas.get(id),
    entity: (id) => entities.get(id),
    concept: (id) => concepts.get(id),
    unitOfOid: (oid) => oids.get(oid),
    hasScope: (scope): scope is Scope => known.has(scope),
    scopes: () => scopes,
    areaOn: (unitId, day) => periodOn(times.get(unitId), day)?.area,
    scopesOn,
    unitsOfArea: (areaId, day) => unitsIn(`area:${areaId}`, day),
    unitsIn,
  };
}

/** `DirectoryIndex.scopesOn` for a single question; ask an index where there are many. */
export function scopesOfUnitOn(directory: Directory, unitId: number, day: string): readonly Scope[] {
  return indexDirectory(directory).scopesOn(unitId, day);
}

function timesOf(unit: Unit, areas: ReadonlyMap<string, ServiceArea>): UnitTimes {
  const own: Scope[] = unit.concept === null ? [] : [`concept:${unit.concept}`];
  own.push(`unit:${unit.id}`);
  const periods = unit.memberships.map(({ area, from, to }): Period => {
    const entity = areas.get(area)?.entity;
    const upper: Scope[] = entity === undefined ? ['all'] : ['all', `entity:${entity}`];
    const scopes = Object.freeze([...upper, `area:${area}` as const, ...own]);
    return { from: from ?? EVER_SINCE, to: to ?? FOR_EVER, area, scopes };
  });
  // Almost every question is about the last months: the latest membership is asked first.
  periods.sort((a, b) => (a.from < b.from ? 1 : -1));
  return { periods, uncovered: Object.freeze(['all' as const, ...own]) };
}

function allScopes(directory: Directory): readonly Scope[] {
  return Object.freeze<Scope[]>([
    'all',
    ...directory.entities.map((entity) => `entity:${entity.id}` as const),
    ...directory.areas.map((area) => `area:${area.id}` as const),
    ...directory.concepts.map((concept) => `concept:${concept.id}` as const),
    ...directory.units.map((unit) => `unit:${unit.id}` as const),
  ]);
}

function candidatesByScope(directory: Directory, times: ReadonlyMap<number, UnitTimes>): Map<string, Unit[]> {
  const result = new Map<string, Unit[]>();
  for (const unit of directory.units) {
    const unitTimes = times.get(unit.id);
    const ever = new Set([
      ...(unitTimes?.uncovered ?? []),
      ...(unitTimes?.periods ?? []).flatMap((p) => p.scopes),
    ]);
    for (const scope of ever) {
      const list = result.get(scope);
      if (list === undefined) result.set(scope, [unit]);
      else list.push(unit);
    }
  }
  return result;
}
