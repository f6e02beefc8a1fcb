import { cellTime } from './cell-time.ts';
import { type BoundCondition, type BoundField, type BoundProfile, folded } from './csv-header.ts';
import type { CsvProfile } from './csv-profile.ts';
import { type CheckedAnswer, checkDeviceAnswer } from './device-answer-check.ts';

/** Why a row was refused; `column` is the column's name in the profile. */
export interface RowRefusal {
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly column?: string;
}

export type ReadRow =
  | (Extract<CheckedAnswer, { ok: true }> & { readonly hasId: boolean })
  | { readonly ok: false; readonly refusal: RowRefusal };

type CellValue = string | number | null | undefined;

/**
 * Makes a device's answer of a row's cells and checks it like one; `now` in epoch ms. Where the file has no id column the
 * answer's id is not yet its own (`hasId` false). Never throws; no refusal repeats a cell.
 */
export function rowToAnswer(bound: BoundProfile, cells: readonly string[], now: number): ReadRow {
  const left = bound.refuseRows.find(({ when }) => isTrue(when, cells));
  if (left) return { ok: false, refusal: { code: left.code, field: null, message: left.message } };
  const answer: Record<string, unknown> = {};
  const statements: Record<string, CellValue> = {};
  for (const field of bound.fields) {
    if (!applies(field, cells)) continue;
    const value = fieldValue(field, cells, bound.profile);
    if (typeof value === 'object' && value !== null)
      return { ok: false, refusal: { ...value, ...placeOf(field) } };
    if (value === undefined) continue;
    if (field.field.startsWith('statements.')) statements[field.field.slice('statements.'.length)] = value;
    else answer[field.field] = value;
  }
  if (Object.keys(statements).length > 0) answer.statements = statements;
  const hasId = bound.fields.some(({ field }) => field === 'id');
  if (!hasId) answer.id = '-';
  const checked = checkDeviceAnswer(answer, now);
  if (checked.ok) return { ...checked, hasId };
  const field = bound.fields.find((candidate) => candidate.field === checked.refusal.field);
  return { ok: false, refusal: { ...checked.refusal, ...(field ? placeOf(field) : {}) } };
}

function placeOf({ field, column }: BoundField): Pick<RowRefusal, 'field' | 'column'> {
  return column === null ? { field } : { field, column };
}

function applies({ when, unless }: BoundField, cells: readonly string[]): boolean {
  if (when !== null && !when.some((condition) => isTrue(condition, cells))) return false;
  return !unless.some((condition) => isTrue(condition, cells));
}

function isTrue(condition: BoundCondition, cells: readonly string[]): boolean {
  const cell = folded(cells[condition.cell] ?? '');
  return condition.in === null ? cell !== '' : condition.in.has(cell);
}

/** The field's value of this row; undefined for an empty cell; an object where the row must be refused. */
function fieldValue(
  bound: BoundField,
  cells: readonly string[],
  profile: CsvProfile,
): CellValue | Pick<RowRefusal, 'code' | 'message'> {
  const { field, rule, values } = bound;
  if (rule.constant !== undefined) return rule.constant;
  const text = bound.cells.map((at) => cells[at] ?? '').find((cell) => cell.trim() !== '');
  if (text === undefined) return undefined;
  if (field === 'comment') return text;
  let word = text.trim();
  if (rule.leadingInteger) word = /^\d+(?=\s|$)/.exec(word)?.[0] ?? word;
  if (isNumber(field) || values !== null) word = withoutFraction(word, profile.decimalMark);
  if (values !== null) {
    const known = values.get(folded(word));
    if (known !== undefined) return known === null && !field.startsWith('statements.') ? undefined : known;
    if (rule.otherwise === 'refuse') return notInTable;
  }
  if (field === 'answeredAt') return timeOf(bound, word, cells, profile);
  if (field === 'revision' && /^\d{1,15}$/.test(word)) return Number(word);
  return word;
}

const notInTable = {
  code: 'unknown-value',
  message: "The cell is not in the profile's table of values; correct the file or add it there.",
};

function timeOf(
  { timeCell }: BoundField,
  day: string,
  cells: readonly string[],
  profile: CsvProfile,
): string | Pick<RowRefusal, 'code' | 'message'> {
  const text = timeCell === null ? day : `${day} ${(cells[timeCell] ?? '').trim()}`.trim();
  const time = cellTime(text, profile.timeFormats);
  if (time.ok) return time.text;
  if (time.reason === 'missing-hour') {
    const message = 'This hour does not exist, as the clocks go forward in March; correct the time.';
    return { code: 'missing-hour', message };
  }
  const isSerialDay = timeCell !== null && text !== day && profile.timeFormats.includes('excel-serial');
  if (isSerialDay && cellTime(day, ['excel-serial']).ok) {
    const message =
      'The day is a serial number of Excel and the time has a column of its own; write the day as a date, such as 20.11.2026.';
    return { code: 'bad-time', message };
  }
  const message = `The time is in none of the formats the profile reads: ${profile.timeFormats.join(', ')}.`;
  return { code: 'bad-time', message };
}

function isNumber(field: string): boolean {
  return field === 'nps' || field === 'unit' || field === 'revision' || field.startsWith('statements.');
}

/** `9,0` is 9; `9,5` stays as it is, and is refused as no integer. */
function withoutFraction(word: string, mark: CsvProfile['decimalMark']): string {
  const parts = /^(\d+)([.,])0+$/.exec(word);
  return parts && (mark === 'either' || mark === parts[2]) ? (parts[1] as string) : word;
}
