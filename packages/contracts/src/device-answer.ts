import { z } from 'zod';
import {
  ageBandSchema,
  channelSchema,
  instantSchema,
  languageSchema,
  respondentSchema,
  statementNameSchema,
} from './feedback-event.ts';
import { unitIdSchema, unitIdTextSchema } from './unit-id.ts';

/** Longest comment in characters: code points, so that an emoji is one. */
export const maxCommentLength = 10_000;
/** The same at every door; `length` alone would count an emoji twice. */
export function isCommentTooLong(comment: string): boolean {
  if (comment.length <= maxCommentLength) return false;
  return comment.length > 2 * maxCommentLength || [...comment].length > maxCommentLength;
}
/** Most answers in one JSON array. */
export const maxAnswersPerRequest = 1_000;

const wholeNumber = (low: number, high: number) =>
  z.union([
    z.int().min(low).max(high),
    z
      .string()
      .regex(/^(0|[1-9]\d?)$/)
      .transform(Number)
      .pipe(z.int().min(low).max(high)),
  ]);

/**
 * A device's own revision of an answer: a counter of at most seven digits, or an instant in epoch ms. No other number, for
 * it is kept, and a phone number is one too.
 */
export const deviceRevisionSchema = z.union([z.int().min(0).max(9_999_999), instantSchema]);

/** A device's answer as `POST /v1/feedback` takes it; unknown fields are refused by name. */
export const deviceAnswerSchema = z
  .strictObject({
    id: z.string().min(1).max(200),
    unit: z.union([unitIdSchema, unitIdTextSchema]),
    answeredAt: z.iso.datetime({ offset: true }),
    questionnaire: z.string().min(1).max(200).nullish(),
    /** Integer 0–10, as a number or its plain digits. */
    nps: wholeNumber(0, 10).nullish(),
    statements: z.record(statementNameSchema, wholeNumber(1, 5).nullable()).nullish(),
    comment: z.string().max(maxCommentLength).nullish(),
    language: languageSchema.nullish(),
    channel: channelSchema.nullish(),
    respondent: respondentSchema.nullish(),
    ageBand: ageBandSchema.nullish(),
    revision: deviceRevisionSchema.nullish(),
  })
  .meta({ id: 'DeviceAnswer' });
export type DeviceAnswer = z.infer<typeof deviceAnswerSchema>;

/** What became of a request's answers. `index` counts from 0; a CSV row has `line` and `column` too. */
export const intakeReceiptSchema = z
  .object({
    accepted: z.int().min(0),
    rejected: z.array(
      z.object({
        index: z.int().min(0),
        code: z.string(),
        field: z.string().nullable(),
        message: z.string(),
        line: z.int().positive().optional(),
        column: z.string().optional(),
      }),
    ),
    /** Bad rows beyond the first 1,000, which are counted but not listed. */
    furtherRejected: z.int().positive().optional(),
  })
  .meta({ id: 'IntakeReceipt' });
export type IntakeReceipt = z.infer<typeof intakeReceiptSchema>;
