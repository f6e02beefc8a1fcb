import { readFile } from 'node:fs/promises';
import { isDay } from '@kuulolla/calendar/day';
import { sourceSchema } from '@kuulolla/contracts/source';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const rowSchema = z.strictObject({
  source: sourceSchema,
  unit: z
    .string()
    .regex(/^([1-9]\d*)?$/)
    .transform((text) => (text === '' ? null : Number(text)))
    .default(null),
  day: z
    .string()
    .refine((text) => text === '' || isDay(text), { error: 'it must be a day such as 2026-11-20' })
    .transform((text) => text || null)
    .default(null),
  answers: z.string().regex(/^\d+$/, { error: 'it must be a whole number' }).transform(Number),
});

/** How many distinct answers a source says it has, in all, of a unit, of a day, or of a unit on a day. */
export type ControlTotal = z.infer<typeof rowSchema>;

/** Reads `source,unit,day,answers`; unit and day may be left out or empty. Throws SettingsError with line and column. */
export async function readControlTotals(file: string): Promise<ControlTotal[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new SettingsError(`${file} cannot be read; check its name and rights.`);
  });
  let rows: unknown[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new SettingsError(`${file} is not a CSV: ${(error as Error).message}.`);
  }
  if (rows.length === 0) throw new SettingsError(`${file} has no rows below source,unit,day,answers.`);
  return rows.map((row, index) => {
    const parsed = rowSchema.safeParse(row);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new SettingsError(
      `${file}, row ${index + 2}, ${issue?.path.join('.') || 'columns'}: ${issue?.message}.`,
    );
  });
}
