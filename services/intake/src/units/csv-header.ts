import { statementNameSchema } from '@kuulolla/contracts/feedback-event';
import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { CsvFileError } from './csv-file-error.ts';
import { anyStatement, type CsvProfile, type FieldRule, type RowCondition } from './csv-profile.ts';
import { nameableField } from './nameable-field.ts';

/** A rule of the profile with the places of its columns in this file. */
export interface BoundField {
  readonly field: string;
  readonly rule: FieldRule;
  /** The column as the profile names it; null for a constant. */
  readonly column: string | null;
  readonly cells: readonly number[];
  readonly timeCell: number | null;
  readonly values: ReadonlyMap<string, string | number | null> | null;
  readonly when: readonly BoundCondition[] | null;
  readonly unless: readonly BoundCondition[];
}

export interface BoundCondition {
  /** −1 where the file lacks the column: then the condition is true of no row. */
  readonly cell: number;
  /** Null: any cell that is not empty. */
  readonly in: ReadonlySet<string> | null;
}

/** A profile fitted to the header of one file. */
export interface BoundProfile {
  readonly profile: CsvProfile;
  readonly fields: readonly BoundField[];
  readonly refuseRows: readonly {
    readonly when: BoundCondition;
    readonly code: string;
    readonly message: string;
  }[];
}

/** How words of a file and of a profile are compared. */
export function folded(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/**
 * Fits a profile to a file's header. Throws CsvFileError where a column the profile needs is missing, one it reads is
 * there twice, or, where the profile says so, one is not known; the sentence names the column and those that are known.
 */
export function bindProfile(profile: CsvProfile, name: string, header: readonly string[]): BoundProfile {
  const columns = header.map((text) => text.trim().normalize('NFC'));
  const fields = Object.entries(profile.fields).flatMap(([field, rule]) =>
    field === anyStatement ? bindStatements(rule, columns) : bindField(field, rule, columns, name, profile),
  );
  const known = new Set([...namedColumns(profile), ...fields.flatMap(({ column }) => column ?? [])]);
  const again = columns.find((column, at) => known.has(column) && columns.indexOf(column) !== at);
  if (again !== undefined) {
    throw new CsvFileError('column-twice', `The column ${again} is there twice; keep one of the two.`, again);
  }
  if (profile.otherColumns === 'refuse') refuseOthers(columns, known, name);
  const refuseRows = profile.refuseRows.map((rule) => ({ ...rule, when: bindCondition(rule.when, columns) }));
  return { profile, fields, refuseRows };
}

function namedColumns(profile: CsvProfile): string[] {
  const conditions = Object.values(profile.fields).flatMap(({ when = [], unless = [] }) => [
    ...when,
    ...unless,
  ]);
  const named = Object.values(profile.fields).flatMap(({ column = [], timeColumn = [] }) =>
    [column, timeColumn].flat(),
  );
  const tested = [...conditions, ...profile.refuseRows.map((rule) => rule.when)].map(({ column }) => column);
  return [...new Set([...named, ...tested])].map((column) => column.normalize('NFC'));
}

function refuseOthers(columns: readonly string[], known: ReadonlySet<string>, name: string): void {
  const at = columns.findIndex((column) => column !== '' && !known.has(column));
  if (at < 0) return;
  const column = nameableField(columns[at] as string);
  const text = `Column ${at + 1} of the file, ${column}, is unknown; the profile ${name} knows ${list([...known])}.`;
  throw new CsvFileError('unknown-column', text, column);
}

function bindField(
  field: string,
  rule: FieldRule,
  columns: readonly string[],
  name: string,
  profile: CsvProfile,
): BoundField[] {
  const wanted = [rule.column ?? []].flat().map((column) => column.normalize('NFC'));
  const cells = wanted.map((column) => columns.indexOf(column)).filter((at) => at >= 0);
  const timeCell = rule.timeColumn === undefined ? null : columns.indexOf(rule.timeColumn.normalize('NFC'));
  if (rule.constant === undefined && (cells.length === 0 || timeCell === -1)) {
    if (rule.optional) return [];
    const missing = cells.length === 0 ? (wanted[0] as string) : (rule.timeColumn as string);
    const text = `The column ${missing} is missing; the profile ${name} reads ${list(namedColumns(profile))}.`;
    throw new CsvFileError('missing-column', text, missing);
  }
  return [
    bound(field, rule, columns, cells, timeCell, rule.constant === undefined ? (wanted[0] as string) : null),
  ];
}

function bindStatements(rule: FieldRule, columns: readonly string[]): BoundField[] {
  return columns.flatMap((column, at) => {
    if (!column.startsWith('statements.')) return [];
    const statement = column.slice('statements.'.length);
    if (!statementNameSchema.safeParse(statement).success || containsIdentifier(statement)) return [];
    return [bound(column, rule, columns, [at], null, column)];
  });
}

function bound(
  field: string,
  rule: FieldRule,
  columns: readonly string[],
  cells: readonly number[],
  timeCell: number | null,
  column: string | null,
): BoundField {
  const entries = Object.entries(rule.values ?? {}).map(([word, value]) => [folded(word), value] as const);
  const bindAll = (conditions: readonly RowCondition[]) =>
    conditions.map((condition) => bindCondition(condition, columns));
  return {
    field,
    rule,
    column,
    cells,
    timeCell,
    values: rule.values === undefined ? null : new Map(entries),
    when: rule.when === undefined ? null : bindAll(rule.when),
    unless: bindAll(rule.unless ?? []),
  };
}

function bindCondition(condition: RowCondition, columns: readonly string[]): BoundCondition {
  return {
    cell: columns.indexOf(condition.column.normalize('NFC')),
    in: condition.in === undefined ? null : new Set(condition.in.map(folded)),
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => (name === anyStatement ? 'statements.<name>' : name)).join(', ');
}
