import { highestUnitId, unitIdSchema } from '@kuulolla/contracts/unit-id';
import {
  LANGUAGES,
  type NameLanguage,
  type Names,
  namesSchema,
  PROVIDERS,
  type Provider,
} from './directory.ts';
import { DirectoryError } from './directory-error.ts';

/** What is kept of a Service Map record; contact persons, addresses and everything else are dropped here. */
export interface ImportedUnit {
  id: number;
  names: Names;
  provider: Provider;
}

/** A language a record has no name in; the unit carries the name of `shownIn` there. */
export interface NameFallback {
  unit: number;
  language: NameLanguage;
  shownIn: NameLanguage;
}

/** A record that was left out. `index` counts from 0 in the file; `message` is one sentence. */
export interface RejectedRecord {
  index: number;
  field: string;
  message: string;
}

export interface ServiceMapImport {
  units: ImportedUnit[];
  fallbacks: NameFallback[];
  rejected: RejectedRecord[];
  /** The page's `next` was set: there are further pages that this file does not hold. */
  morePages: boolean;
}

const FALLBACK_ORDER: Readonly<Record<NameLanguage, readonly NameLanguage[]>> = {
  fi: ['sv', 'en'],
  sv: ['fi', 'en'],
  en: ['fi', 'sv'],
};

/**
 * Reads unit records of the Service Map: a v2 page `{count, next, previous, results}`, an array, or one record; each
 * record in the v2 form (`name: {fi, sv, en}`) or the flat v4 form (`name_fi` …), `provider_type` as number or label.
 * A bad record is listed in `rejected` and costs no other. A missing name falls back: sv to fi, en; en to fi, sv; fi to sv, en.
 * Throws `DirectoryError` ('units-file-invalid') when the file holds no records at all.
 */
export function parseServiceMap(json: unknown): ServiceMapImport {
  const { records, morePages } = recordsOf(json);
  const result: ServiceMapImport = { units: [], fallbacks: [], rejected: [], morePages };
  const seenAt = new Map<number, number>();
  records.forEach((record, index) => {
    const read = readRecord(record, index, seenAt);
    if ('message' in read) {
      result.rejected.push({ index, ...read });
      return;
    }
    seenAt.set(read.unit.id, index);
    result.units.push(read.unit);
    result.fallbacks.push(...read.fallbacks);
  });
  return result;
}

function recordsOf(json: unknown): { records: readonly unknown[]; morePages: boolean } {
  if (Array.isArray(json)) return { records: json, morePages: false };
  if (isRecord(json)) {
    if (!('results' in json)) return { records: [json], morePages: false };
    if (Array.isArray(json.results)) return { records: json.results, morePages: Boolean(json.next) };
    throw new DirectoryError('units-file-invalid', ['Field results: must be a list of unit records.']);
  }
  throw new DirectoryError('units-file-invalid', [
    'The file: must hold a Service Map page with results, a list of unit records, or one record.',
  ]);
}

type Complaint = Omit<RejectedRecord, 'index'>;
type ReadRecord = { unit: ImportedUnit; fallbacks: NameFallback[] } | Complaint;

function readRecord(record: unknown, index: number, seenAt: ReadonlyMap<number, number>): ReadRecord {
  const complain = (field: string, what: string): Complaint => ({
    field,
    message: `Record ${index}, field ${field}: ${what}.`,
  });
  if (!isRecord(record)) return { field: '', message: `Record ${index}: must be an object.` };
  const id = unitIdSchema.safeParse(record.id);
  if (!id.success) return complain('id', `must be a whole number from 1 to ${highestUnitId}`);
  const twin = seenAt.get(id.data);
  if (twin !== undefined)
    return complain('id', `${id.data} is already the id of record ${twin}; keep one of them`);
  const provider = readProvider(record.provider_type);
  if (provider === undefined) {
    return complain(
      'provider_type',
      `must be a number 1 to ${PROVIDERS.length} or one of ${PROVIDERS.join(', ')}`,
    );
  }
  const names = readNames(record, id.data);
  if ('what' in names) return complain(names.field, names.what);
  return { unit: { id: id.data, names: names.names, provider }, fallbacks: names.fallbacks };
}

/** The Service Map leaves the field out or null where nobody has said: that is UNKNOWN, not a bad record. */
function readProvider(value: unknown): Provider | undefined {
  if (value === undefined || value === null) return 'UNKNOWN';
  if (typeof value === 'number') return PROVIDERS[value - 1];
  return PROVIDERS.find((provider) => provider === value);
}

type ReadNames = { names: Names; fallbacks: NameFallback[] } | { field: string; what: string };

function readNames(record: Record<string, unknown>, unit: number): ReadNames {
  const nested = 'name' in record && record.name !== null;
  if (nested && !isRecord(record.name))
    return { field: 'name', what: 'must be an object with fi, sv and en' };
  const given: Partial<Names> = {};
  for (const language of LANGUAGES) {
    const field = nested ? `name.${language}` : `name_${language}`;
    const value = nested ? (record.name as Record<string, unknown>)[language] : record[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') return { field, what: 'must be a text' };
    const text = value.replace(/[\s\p{Cc}]+/gu, ' ').trim();
    if (text !== '') given[language] = text;
  }
  return fillNames(given, unit, nested ? 'name' : 'name_fi');
}

function fillNames(given: Partial<Names>, unit: number, field: string): ReadNames {
  const fallbacks: NameFallback[] = [];
  const names = { ...given };
  for (const language of LANGUAGES) {
    if (given[language] !== undefined) continue;
    const shownIn = FALLBACK_ORDER[language].find((other) => given[other] !== undefined);
    if (shownIn === undefined) return { field, what: 'has no name in fi, sv or en' };
    names[language] = given[shownIn] as string;
    fallbacks.push({ unit, language, shownIn });
  }
  const whole = namesSchema.safeParse(names);
  if (!whole.success) return { field, what: 'must be at most 300 characters in each language' };
  return { names: whole.data, fallbacks };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
