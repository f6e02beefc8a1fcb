import { writeFileSync } from 'node:fs';
import { addDays } from '@kuulolla/calendar/day';
import type { Names, Provider } from '../src/directory.ts';
import { DISTRICTS, type District } from './districts.ts';
import { CONCEPTS, ENTITIES } from './organisation-frame.ts';
import { SINGLE_UNITS, UNIT_KINDS, type UnitKind } from './unit-kinds.ts';

// Far above the Service Map's own ids, so that a sample unit can never be taken for a real one.
const FIRST_ID = 900_001;
// No organisation has this number; the last part is the unit's.
const OID_ROOT = '1.2.246.10.99999999.10';
const NOTE =
  'sample register: the names are made up of real districts and kinds of unit, the units are not real';

interface SampleUnit {
  id: number;
  names: Names;
  provider: Provider;
  kind: Omit<UnitKind, 'count'>;
  district?: District;
  moved: { from: string; on: string } | undefined;
}

/** The two files of the sample register, by name. Same text every time: nothing here is random. */
export function makeRegister(): { 'organisation.json': string; 'units.json': string } {
  const units = makeUnits();
  return { 'organisation.json': jsonText(organisationFile(units)), 'units.json': jsonText(unitsPage(units)) };
}

function makeUnits(): SampleUnit[] {
  const inDistricts = UNIT_KINDS.flatMap((kind) =>
    Array.from({ length: kind.count }, (_, nth) => {
      const district = DISTRICTS[((kind.firstDistrict ?? 0) + nth) % DISTRICTS.length] as District;
      return { kind, nth, district, names: namesIn(district, kind) };
    }),
  );
  const single = SINGLE_UNITS.map((kind) => ({
    kind,
    nth: 0,
    names: { fi: kind.fi, sv: kind.sv, en: kind.en },
  }));
  return [...inDistricts, ...single].map(({ nth, ...unit }, at): SampleUnit => {
    const { providers = ['SELF_PRODUCED'], moved } = unit.kind;
    const provider = providers[nth % providers.length] as Provider;
    return { ...unit, id: FIRST_ID + at, provider, moved: moved && nth < moved.units ? moved : undefined };
  });
}

function namesIn([fi, genitive, sv]: District, kind: UnitKind): Names {
  const ofDistrict = /[sxz]$/.test(sv) ? sv : `${sv}s`;
  return { fi: `${genitive} ${kind.fi}`, sv: `${ofDistrict} ${kind.sv}`, en: `${fi} ${kind.en}` };
}

function unitsPage(units: readonly SampleUnit[]) {
  const results = units.map(({ id, names, provider }) => ({ id, name: names, provider_type: provider }));
  return { note: NOTE, count: results.length, next: null, previous: null, results };
}

function organisationFile(units: readonly SampleUnit[]) {
  const entities = ENTITIES.map((entity) => ({
    ...entity,
    areas: entity.areas.map((area) => ({ ...area, units: units.flatMap((unit) => rowsIn(area.id, unit)) })),
  }));
  return { note: NOTE, concepts: CONCEPTS, entities };
}

function rowsIn(area: string, unit: SampleUnit): object[] {
  const { id, kind, moved } = unit;
  if (moved?.from === area) return [{ id, to: addDays(moved.on, -1) }];
  if (kind.area !== area) return [];
  const concept = conceptOf(unit);
  const dates = moved === undefined ? {} : { from: moved.on };
  const oids = kind.inPortal ? { oids: [`${OID_ROOT}.${id}`] } : {};
  return [{ id, ...dates, ...(concept === undefined ? {} : { concept }), ...oids }];
}

function conceptOf({ kind, district }: SampleUnit): string | undefined {
  if (kind.conceptDistricts === undefined || district === undefined) return kind.concept;
  return kind.conceptDistricts.includes(district[0]) ? kind.concept : undefined;
}

/** Lists of one text on one line, as the project's formatter has them. */
function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2).replace(/\[\s+("[^"\n]*")\s+\]/g, '[$1]')}\n`;
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(makeRegister())) {
    writeFileSync(new URL(file, import.meta.url), text);
  }
}
