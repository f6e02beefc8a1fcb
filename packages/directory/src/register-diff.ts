import { type Directory, LANGUAGES, type Membership, type Names, type Unit } from './directory.ts';
import { inOrder, periodText } from './membership-history.ts';

export type Level = 'entity' | 'area' | 'concept';

/** One difference between two registers; days are Helsinki days, null where the history has no beginning. */
export type Change =
  | { kind: 'added'; level: Level; id: string; names: Names }
  | { kind: 'renamed'; level: Level; id: string; before: Names; after: Names }
  | { kind: 'area-regrouped'; area: string; before: string; after: string }
  | { kind: 'unit-added'; unit: number; names: Names; areas: string[] }
  | { kind: 'unit-renamed'; unit: number; before: Names; after: Names }
  | {
      kind: 'unit-moved';
      unit: number;
      name: string;
      before: string | null;
      after: string;
      day: string | null;
    }
  | { kind: 'unit-closed'; unit: number; name: string; area: string; day: string }
  | { kind: 'unit-reopened'; unit: number; name: string; area: string }
  | { kind: 'membership-dropped'; unit: number; name: string; membership: Membership }
  | { kind: 'dates-changed'; unit: number; name: string; before: Membership[]; after: Membership[] }
  | { kind: 'provider-changed'; unit: number; name: string; before: string; after: string }
  | { kind: 'concept-changed'; unit: number; name: string; before: string | null; after: string | null }
  | { kind: 'oids-changed'; unit: number; name: string; before: string[]; after: string[] };

/** Every difference from one register to the other; nothing is ever removed from a register but memberships. */
export function compareDirectories(before: Directory, after: Directory): Change[] {
  const known = new Map(before.units.map((unit) => [unit.id, unit]));
  return [
    ...compareNamed('entity', before.entities, after.entities),
    ...compareNamed('area', before.areas, after.areas),
    ...regrouped(before, after),
    ...compareNamed('concept', before.concepts, after.concepts),
    ...after.units.flatMap((unit) => compareUnit(known.get(unit.id), unit)),
  ];
}

type Named = { id: string; names: Names };

function compareNamed(level: Level, before: readonly Named[], after: readonly Named[]): Change[] {
  const known = new Map(before.map((row) => [row.id, row.names]));
  return after.flatMap(({ id, names }): Change[] => {
    const old = known.get(id);
    if (old === undefined) return [{ kind: 'added', level, id, names }];
    return sameNames(old, names) ? [] : [{ kind: 'renamed', level, id, before: old, after: names }];
  });
}

function regrouped(before: Directory, after: Directory): Change[] {
  const known = new Map(before.areas.map((area) => [area.id, area.entity]));
  return after.areas.flatMap((area): Change[] => {
    const old = known.get(area.id);
    if (old === undefined || old === area.entity) return [];
    return [{ kind: 'area-regrouped', area: area.id, before: old, after: area.entity }];
  });
}

function compareUnit(before: Unit | undefined, after: Unit): Change[] {
  const { id: unit, names } = after;
  const name = names.fi;
  if (before === undefined) {
    return [{ kind: 'unit-added', unit, names, areas: inOrder(after.memberships).map((row) => row.area) }];
  }
  const changes: Change[] = [];
  if (!sameNames(before.names, names))
    changes.push({ kind: 'unit-renamed', unit, before: before.names, after: names });
  changes.push(...compareMemberships(unit, name, inOrder(before.memberships), inOrder(after.memberships)));
  if (before.provider !== after.provider) {
    changes.push({ kind: 'provider-changed', unit, name, before: before.provider, after: after.provider });
  }
  if (before.concept !== after.concept) {
    changes.push({ kind: 'concept-changed', unit, name, before: before.concept, after: after.concept });
  }
  const [oldOids, newOids] = [before.oids ?? [], after.oids ?? []];
  if (oldOids.join() !== newOids.join()) {
    changes.push({ kind: 'oids-changed', unit, name, before: oldOids, after: newOids });
  }
  return changes;
}

function compareMemberships(unit: number, name: string, before: Membership[], after: Membership[]): Change[] {
  const changes: Change[] = [];
  const startsIn = (rows: Membership[], row: Membership) =>
    rows.some((other) => other.area === row.area && other.from === row.from);
  after.forEach((row, at) => {
    if (startsIn(before, row)) return;
    const left = after[at - 1]?.area ?? null;
    changes.push({ kind: 'unit-moved', unit, name, before: left, after: row.area, day: row.from });
  });
  for (const row of before) {
    if (!startsIn(after, row)) changes.push({ kind: 'membership-dropped', unit, name, membership: row });
  }
  const [oldEnd, newEnd] = [before.at(-1), after.at(-1)];
  if (newEnd !== undefined && newEnd.to !== null && newEnd.to !== oldEnd?.to) {
    changes.push({ kind: 'unit-closed', unit, name, area: newEnd.area, day: newEnd.to });
  }
  if (newEnd?.to === null && oldEnd !== undefined && oldEnd.to !== null) {
    changes.push({ kind: 'unit-reopened', unit, name, area: newEnd.area });
  }
  // What no clause above names, such as a gap between two areas, must still be shown and raise the version.
  if (changes.length === 0 && historyText(before) !== historyText(after)) {
    changes.push({ kind: 'dates-changed', unit, name, before, after });
  }
  return changes;
}

function historyText(rows: readonly Membership[]): string {
  return rows.map((row) => `${row.area} ${periodText(row)}`).join(', ') || 'no area';
}

/** One line for a person about to say yes or no. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'added':
      return `+ ${change.level} ${change.id}: ${change.names.fi} / ${change.names.sv} / ${change.names.en}`;
    case 'renamed':
      return `~ ${change.level} ${change.id}: renamed ${renamings(change.before, change.after)}`;
    case 'area-regrouped':
      return `~ area ${change.area}: from entity ${change.before} to ${change.after}, its past answers included`;
    case 'unit-added':
      return `+ unit ${change.unit} ${change.names.fi}: ${change.areas.join(', then ') || 'in no area yet; place it in the organisation file'}`;
    case 'unit-renamed':
      return `~ unit ${change.unit}: renamed ${renamings(change.before, change.after)}`;
    default:
      return `~ unit ${change.unit} ${change.name}: ${describeUnitChange(change)}`;
  }
}

type KnownUnitChange = Extract<Change, { unit: number; name: string }>;

function describeUnitChange(change: KnownUnitChange): string {
  switch (change.kind) {
    case 'unit-moved':
      return `${change.before === null ? 'placed in' : `moved from area ${change.before} to`} area ${change.after}${change.day === null ? '' : ` on ${change.day}`}`;
    case 'unit-closed':
      return `closed, last day in area ${change.area} is ${change.day}`;
    case 'unit-reopened':
      return `open again in area ${change.area}`;
    case 'membership-dropped':
      return `no longer in area ${change.membership.area} (${periodText(change.membership)}); its answers of those days move`;
    case 'dates-changed':
      return `from ${historyText(change.before)} to ${historyText(change.after)}`;
    case 'provider-changed':
      return `provider changed from ${change.before} to ${change.after}`;
    case 'concept-changed':
      return `concept changed from ${change.before ?? 'none'} to ${change.after ?? 'none'}`;
    case 'oids-changed':
      return `OIDs changed from ${change.before.join(', ') || 'none'} to ${change.after.join(', ') || 'none'}`;
  }
}

function sameNames(one: Names, other: Names): boolean {
  return LANGUAGES.every((language) => one[language] === other[language]);
}

function renamings(before: Names, after: Names): string {
  return LANGUAGES.filter((language) => before[language] !== after[language])
    .map((language) => `in ${language} from "${before[language]}" to "${after[language]}"`)
    .join(', ');
}
