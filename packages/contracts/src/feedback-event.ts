import { z } from 'zod';
import { sourceSchema } from './source.ts';

/** What was redacted from a comment. The words themselves are kept nowhere. */
export const identifierKinds = ['identity-code', 'phone', 'email', 'iban', 'card', 'address'] as const;

export const languages = ['fi', 'sv', 'en', 'se', 'smn', 'sms'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

export const respondents = ['self', 'relative'] as const;
export const respondentSchema = z.enum(respondents);

export const channels = ['touchscreen', 'sms', 'qr', 'paper', 'web', 'portal', 'phone', 'other'] as const;
export const channelSchema = z.enum(channels);

/** An age band such as `30-44`, `75+` or `7-12`; never an age. */
export const ageBandSchema = z.string().regex(/^(\d{1,3}-\d{1,3}|\d{1,3}\+)$/);

/** An integer 0–10 on the recommendation question. Never rounded, never clamped. */
export const npsScoreSchema = z.int().min(0).max(10);

/** Epoch milliseconds, years 2000 to 2100. */
export const instantSchema = z.int().min(946_684_800_000).max(4_102_444_800_000);

export const statementNameSchema = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,63}$/);
/** 1–5, or null for "don't know", which is never counted as a score. */
export const statementSchema = z.int().min(1).max(5).nullable();

export const commentSchema = z.object({
  /** A marker may be longer than what it stands for, hence more than a comment may have. */
  text: z.string().max(20_000),
  language: languageSchema.nullable(),
  redacted: z.array(z.enum(identifierKinds)),
});

/** Keyed hash of the normalised input before redaction: 32 hex characters. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** The content of an answer as it is kept: nobody's identity is in it. */
export const answerContentSchema = z.object({
  unit: z.int().positive(),
  questionnaire: z.string().max(200).nullable(),
  nps: npsScoreSchema.nullable(),
  statements: z.record(statementNameSchema, statementSchema),
  comment: commentSchema.nullable(),
  answeredAt: instantSchema,
  language: languageSchema.nullable(),
  channel: channelSchema.nullable(),
  respondent: respondentSchema,
  ageBand: ageBandSchema.nullable(),
});
export type AnswerContent = z.infer<typeof answerContentSchema>;

const stamp = {
  /** The source's own revision, else 0 for a first giving and the time of receipt (epoch ms) for a correction. */
  revision: z.int().min(0),
  fingerprint: fingerprintSchema,
  receivedAt: instantSchema,
  /**
   * Another id, screened, under which the source knows this answer: what comes under either means the one. An answer has
   * one at most, and the first that is recorded stays, also when the answer is withdrawn.
   */
  alias: z.string().min(1).max(128).optional(),
};

const envelope = {
  /** The event's own id (`ce_id`), not the answer's. */
  id: z.string().min(1).max(100),
  source: sourceSchema,
  /** The answer's id (`ce_subject`, the message key). */
  subject: z.string().min(3).max(300),
  traceparent: z.string().max(100).optional(),
};

const contentful = z.object({ ...stamp, ...answerContentSchema.shape });
export const feedbackEventSchema = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('feedback.given'), data: contentful }),
  z.object({ ...envelope, type: z.literal('feedback.amended'), data: contentful }),
  z.object({ ...envelope, type: z.literal('feedback.withdrawn'), data: z.object(stamp) }),
]);

/** What happens to one answer: given, amended or withdrawn. Crosses the event log as a CloudEvent. */
export type FeedbackEvent = z.infer<typeof feedbackEventSchema>;
export type ContentfulEvent = Extract<FeedbackEvent, { type: 'feedback.given' | 'feedback.amended' }>;

/** An event's value may take this many bytes on the log. */
export const maxEventBytes = 128 * 1024;
