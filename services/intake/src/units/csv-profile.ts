import { deviceAnswerSchema } from '@kuulolla/contracts/device-answer';
import { statementNameSchema } from '@kuulolla/contracts/feedback-event';
import { z } from 'zod';
import { csvEncodings } from './csv-cells.ts';

const columnName = z.string().min(1).max(500);
const answerFields = Object.keys(deviceAnswerSchema.shape).filter((name) => name !== 'statements');

/** Any column whose name begins with `statements.` is the statement of that name. */
export const anyStatement = 'statements.*';

/** True of a row whose cell is one of `in` (upper and lower case alike), or is not empty where `filled` is set. */
const conditionSchema = z
  .strictObject({
    column: columnName,
    in: z.array(z.string()).optional(),
    filled: z.literal(true).optional(),
  })
  .refine((condition) => (condition.in === undefined) !== (condition.filled === undefined), {
    error: 'it needs either in or filled',
  });
export type RowCondition = z.infer<typeof conditionSchema>;

const fieldRuleSchema = z
  .strictObject({
    /** The column, or several of which the first that is not empty is taken. */
    column: z.union([columnName, z.array(columnName).min(1)]).optional(),
    /** For answeredAt: a second column with the time of day. */
    timeColumn: columnName.optional(),
    /** The same for every row. */
    constant: z.union([z.string(), z.int()]).optional(),
    /** The file may lack the column. */
    optional: z.boolean().default(false),
    /** Takes `10` of `10 Completely satisfied`. */
    leadingInteger: z.boolean().default(false),
    /** What the cells' words (upper and lower case alike) mean; null is "don't know" of a statement, else no value. */
    values: z.record(z.string(), z.union([z.string(), z.int(), z.null()])).optional(),
    /** A cell that is none of `values`: the row is refused, or the cell is taken as it is. */
    otherwise: z.enum(['refuse', 'as-is']).default('refuse'),
    /** The field is absent from a row for which none of these is true. */
    when: z.array(conditionSchema).optional(),
    /** The field is absent from a row for which one of these is true. */
    unless: z.array(conditionSchema).optional(),
  })
  .refine((rule) => (rule.column === undefined) !== (rule.constant === undefined), {
    error: 'it needs either column or constant',
  });
export type FieldRule = z.infer<typeof fieldRuleSchema>;

const fieldNameSchema = z.string().refine(isFieldName, {
  error: `it is no field of an answer; known are ${answerFields.join(', ')}, statements.<name>`,
});

function isFieldName(name: string): boolean {
  if (answerFields.includes(name) || name === anyStatement) return true;
  return name.startsWith('statements.') && statementNameSchema.safeParse(name.slice(11)).success;
}

/** How dates may be written, tried in this order: an instant with its offset, a Helsinki local time, an Excel serial. */
export const timeFormats = ['offset', 'helsinki', 'excel-serial'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** A column mapping: how a collector's CSV is read. */
export const csvProfileSchema = z.strictObject({
  description: z.string().min(1),
  encoding: z.enum(csvEncodings).default('utf-8'),
  delimiter: z.enum([';', ',', 'tab', 'auto']).default('auto'),
  /** Before the decimals of a number; a number without a fraction (`9,0`) is that integer. */
  decimalMark: z.enum([',', '.', 'either']).default('either'),
  /** `question-texts`: the second row holds the questions' words; where its time begins with a digit it is an answer. */
  secondRow: z.enum(['answer', 'question-texts']).default('answer'),
  timeFormats: z.array(z.enum(timeFormats)).min(1).default(['offset']),
  /** Columns the profile does not name: refuse the file, or pass over them. */
  otherColumns: z.enum(['refuse', 'ignore']).default('refuse'),
  /** Rows that are no answers, each reported with the code. */
  refuseRows: z
    .array(
      z.strictObject({
        when: conditionSchema,
        code: z.string().regex(/^[a-z][a-z-]{0,40}$/),
        message: z.string().min(1).max(200),
      }),
    )
    .default([]),
  fields: z
    .record(fieldNameSchema, fieldRuleSchema)
    .refine((fields) => Object.hasOwn(fields, 'unit') && Object.hasOwn(fields, 'answeredAt'), {
      error: 'unit and answeredAt must be among them',
    }),
});
export type CsvProfile = z.infer<typeof csvProfileSchema>;

/** A file of profiles by name. */
export const csvProfilesFileSchema = z.strictObject({
  profiles: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), csvProfileSchema),
});
export type CsvProfiles = ReadonlyMap<string, CsvProfile>;
