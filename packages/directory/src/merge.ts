import { type Directory, LANGUAGES, type NameLanguage, type Names, type Unit } from './directory.ts';
import { checkDirectory } from './directory-check.ts';
import { DirectoryError } from './directory-error.ts';
import { continueHistory } from './membership-history.ts';
import type { Organisation, OrganisedUnit } from './organisation-file.ts';
import { type Change, compareDirectories, describeChange } from './register-diff.ts';
import type { ImportedUnit, NameFallback, ServiceMapImport } from './service-map.ts';

/** What an import would do. `refused` are statements left out, `untouched` the known units no file spoke about. */
export interface RegisterDiff {
  changes: Change[];
  fallbacks: NameFallback[];
  refused: { unit: number; message: string }[];
  untouched: number;
}

/**
 * Joins Service Map records and an organisation file into the register; `current` is not changed.
 * Units, areas, entities and concepts absent from the files stay. A name in the organisation file wins over the
 * Service Map's. The version rises by one if anything changes. Nothing is written: show the diff first.
 * Throws `DirectoryError` ('register-invalid') where the parts do not fit together.
 */
export function mergeRegister(
  current: Directory,
  imported: Pick<ServiceMapImport, 'units' | 'fallbacks'>,
  organisation?: Organisation,
): { next: Directory; diff: RegisterDiff } {
  const units = new Map(current.units.map((unit) => [unit.id, unit]));
  const missing = Map.groupBy(imported.fallbacks, (fallback) => fallback.unit);
  for (const record of imported.units) {
    const languages = (missing.get(record.id) ?? []).map((fallback) => fallback.language);
    units.set(record.id, takeRecord(units.get(record.id), record, languages));
  }
  const refused = placeUnits(units, organisation?.units ?? []);
  const merged: Directory = {
    version: current.version,
    entities: addRows(current.entities, organisation?.entities),
    areas: addRows(current.areas, organisation?.areas),
    concepts: addRows(current.concepts, organisation?.concepts),
    units: [...units.values()].sort((a, b) => a.id - b.id),
  };
  const problems = checkDirectory(merged);
  if (problems.length > 0) throw new DirectoryError('register-invalid', problems);

  const changes = compareDirectories(current, merged);
  const next = changes.length === 0 ? merged : { ...merged, version: current.version + 1 };
  const spokenOf = new Set([...imported.units, ...(organisation?.units ?? [])].map((unit) => unit.id));
  const untouched = current.units.filter((unit) => !spokenOf.has(unit.id)).length;
  return { next, diff: { changes, fallbacks: fallbacksLeft(imported, units), refused, untouched } };
}

/** The diff in lines for a terminal: refusals last, where they are seen. */
export function describeDiff(diff: RegisterDiff): string[] {
  const lines = diff.changes.map(describeChange);
  if (lines.length === 0) lines.push('Nothing changes.');
  for (const { unit, language, shownIn } of diff.fallbacks) {
    lines.push(`! unit ${unit}: no name in ${language}, its name in ${shownIn} is shown there`);
  }
  if (diff.untouched > 0) {
    lines.push(
      `${diff.untouched} known units are not in these files and stay; to close one, give its row in the organisation file a "to" day.`,
    );
  }
  return [...lines, ...diff.refused.map(({ unit, message }) => `! unit ${unit} not placed: ${message}.`)];
}

function takeRecord(known: Unit | undefined, record: ImportedUnit, missing: readonly NameLanguage[]): Unit {
  if (known === undefined) return { ...record, concept: null, memberships: [] };
  // "Don't know" in a file must not erase what is known.
  const provider = record.provider === 'UNKNOWN' ? known.provider : record.provider;
  return { ...known, provider, names: takeNames(known.names, record.names, missing) };
}

/** A name the record lacks keeps its known form as long as the record's own names are still the known ones. */
function takeNames(known: Names, given: Names, missing: readonly NameLanguage[]): Names {
  const own = LANGUAGES.filter((language) => !missing.includes(language));
  return own.every((language) => known[language] === given[language]) ? known : given;
}

function placeUnits(units: Map<number, Unit>, placed: readonly OrganisedUnit[]): RegisterDiff['refused'] {
  const refused: RegisterDiff['refused'] = [];
  for (const { memberships, ...about } of placed) {
    const known = units.get(about.id) ?? namedHere(about);
    if (known === undefined) {
      refused.push({
        unit: about.id,
        message: 'no record names it; import its Service Map record or give it names',
      });
      continue;
    }
    const history = continueHistory(known.memberships, memberships);
    if ('refused' in history) refused.push({ unit: about.id, message: history.refused });
    const rows = 'refused' in history ? known.memberships : history.memberships;
    units.set(about.id, { ...known, ...about, memberships: rows });
  }
  return refused;
}

function namedHere({ id, names }: Omit<OrganisedUnit, 'memberships'>): Unit | undefined {
  return names === undefined ? undefined : { id, names, concept: null, provider: 'UNKNOWN', memberships: [] };
}

function addRows<Row extends { id: string }>(known: readonly Row[], given: readonly Row[] = []): Row[] {
  const rows = new Map([...known, ...given].map((row) => [row.id, row]));
  return [...rows.values()];
}

function fallbacksLeft(imported: Pick<ServiceMapImport, 'fallbacks'>, units: ReadonlyMap<number, Unit>) {
  return imported.fallbacks.filter(({ unit, language, shownIn }) => {
    const names = units.get(unit)?.names;
    return names === undefined || names[language] === names[shownIn];
  });
}
