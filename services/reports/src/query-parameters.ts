import { addDays, type Day } from '@kuulolla/calendar/day';
import { daySchema, trendSteps } from '@kuulolla/contracts/query-api';
import { scopeSchema, windowSchema } from '@kuulolla/contracts/score';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { z } from 'zod';

const slugFilter = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, { error: 'it must be an id: a-z, 0-9 and -' })
  .optional();

export const unitsQuery = z.strictObject({ entity: slugFilter, area: slugFilter, concept: slugFilter });
export const areasQuery = z.strictObject({});
export const scoresQuery = z.strictObject({
  scope: scopeSchema,
  window: windowSchema,
  /** Adds the window before and the change against it. */
  with: z.literal('change').optional(),
});

/** Most scopes in one question. */
export const maxScopes = 400;
/** Most points of one series. */
export const maxPoints = 1_000;
/** Far enough either way for answers of any year, and for the arithmetic of days. */
const trendDay = daySchema.refine((day) => day >= '2000-01-01' && day <= '2100-12-31', {
  error: 'it must be a day from 2000-01-01 to 2100-12-31',
});
export const trendsQuery = z.strictObject({
  scope: z.union([scopeSchema.transform((scope) => [scope]), z.array(scopeSchema).min(1).max(maxScopes)]),
  by: z.enum(trendSteps),
  from: trendDay.optional(),
  to: trendDay.optional(),
});

/** Query parameters by a schema; 400 names the first wrong one and never repeats its value. */
export function queryOf<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw new HttpProblem(
      400,
      'unknown-parameter',
      'A parameter of this question is unknown; see /api/v1/openapi.json.',
    );
  }
  const field = String(issue?.path[0] ?? 'query');
  throw new HttpProblem(400, 'bad-parameter', `The parameter ${field} is wrong: ${issue?.message}.`, {
    field,
  });
}

const stepDays = { day: 1, week: 7, month: 28, quarter: 90 } as const;

/** The days a trend is asked for; without `from`, the 365 up to `to`; without `to`, up to today. */
export function trendRange(query: z.infer<typeof trendsQuery>, today: Day): { from: Day; to: Day } {
  const to = query.to ?? today;
  const from = query.from ?? addDays(to, -364);
  if (from > to)
    throw new HttpProblem(400, 'bad-parameter', 'The day from lies after the day to.', { field: 'from' });
  if (addDays(from, stepDays[query.by] * maxPoints) < to) {
    const message = `That is more than ${maxPoints} points; ask for fewer days or longer steps.`;
    throw new HttpProblem(400, 'too-many-points', message, { field: 'from' });
  }
  return { from, to };
}
