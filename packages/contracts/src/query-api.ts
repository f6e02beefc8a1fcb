import { z } from 'zod';
import { changeSchema, scopeSchema, scoreSchema, windowSchema } from './score.ts';

/** A Helsinki calendar day. */
export const daySchema = z.iso.date().meta({ id: 'Day', description: 'Helsinki calendar day, YYYY-MM-DD' });
export const namesSchema = z.object({ fi: z.string(), sv: z.string(), en: z.string() }).meta({ id: 'Names' });
const slug = z.string();

/** Says on every answer whether its figures are real. */
const sample = z
  .boolean()
  .meta({ description: 'true where the figures are sample data, not answers of residents' });

export const unitsAnswerSchema = z.object({
  sample,
  units: z.array(
    z.object({
      id: z.int(),
      names: namesSchema,
      area: slug.nullable(),
      entity: slug.nullable(),
      concept: slug.nullable(),
      provider: z.string(),
    }),
  ),
});
export type UnitsAnswer = z.infer<typeof unitsAnswerSchema>;

export const areasAnswerSchema = z.object({
  sample,
  entities: z.array(
    z.object({
      id: slug,
      names: namesSchema,
      areas: z.array(z.object({ id: slug, names: namesSchema, units: z.int() })),
    }),
  ),
  concepts: z.array(z.object({ id: slug, names: namesSchema })),
});
export type AreasAnswer = z.infer<typeof areasAnswerSchema>;

export const scoresAnswerSchema = z.object({
  scope: scopeSchema,
  window: windowSchema,
  from: daySchema,
  to: daySchema,
  ...scoreSchema.shape,
  sample,
  before: z.object({ from: daySchema, to: daySchema, ...scoreSchema.shape }).optional(),
  change: changeSchema.optional(),
});
export type ScoresAnswer = z.infer<typeof scoresAnswerSchema>;

export const trendSteps = ['day', 'week', 'month', 'quarter'] as const;
export const trendsAnswerSchema = z.object({
  sample,
  by: z.enum(trendSteps),
  from: daySchema,
  to: daySchema,
  series: z.array(
    z.object({
      scope: scopeSchema,
      points: z.array(z.object({ from: daySchema, to: daySchema, ...scoreSchema.shape })),
    }),
  ),
});
export type TrendsAnswer = z.infer<typeof trendsAnswerSchema>;

/** Every error of `/api/v1` and of the device webhook that is not about single rows. */
export const apiErrorSchema = z
  .object({ code: z.string(), message: z.string(), field: z.string().optional() })
  .meta({ id: 'ApiError' });
export type ApiError = z.infer<typeof apiErrorSchema>;
