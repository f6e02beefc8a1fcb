import { addDays, type Day, daysBetween } from '@kuulolla/calendar/day';
import { daySchema, trendSteps } from '@kuulolla/contracts/query-api';
import { scopeSchema, windowSchema } from '@kuulolla/contracts/score';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { z } from 'zod';

const slugFilter = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
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
/** Most points of all series of an answer, some 7 MB: making it holds up everybody else for a tenth of a second. */
export const maxAnswerPoints = 50_000;
/** Far enough either way for answers of any year, and for the arithmetic of days. */
const trendDay = daySchema.refine((day) => day >= '2000-01-01' && day <= '2100-12-31');
export const trendsQuery = z.strictObject({
  scope: z.union([scopeSchema.transform((scope) => [scope]), z.array(scopeSchema).min(1).max(maxScopes)]),
  by: z.enum(trendSteps),
  from: trendDay.optional(),
  to: trendDay.optional(),
});

/** What each parameter may be, as it follows “it must be”. */
const allowed: Readonly<Record<string, string>> = {
  scope: 'all, entity:<id>, area:<id>, concept:<id> or unit:<number>',
  window: windowSchema.options.join(', '),
  with: 'change',
  by: trendSteps.join(', '),
  from: 'a day such as 2026-11-20, from 2000-01-01 to 2100-12-31',
  to: 'a day such as 2026-11-20, from 2000-01-01 to 2100-12-31',
  entity: 'an id of a-z, 0-9 and -',
  area: 'an id of a-z, 0-9 and -',
  concept: 'an id of a-z, 0-9 and -',
};

/** Query parameters by a schema; 400 names the first wrong one and never repeats its value. */
export function queryOf<Schema extends z.ZodObject>(
  schema: Schema,
  query: Readonly<Record<string, unknown>>,
): z.infer<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw unknownParameter(issue.keys, Object.keys(schema.shape));
  const field = String(issue?.path[0]);
  const sent = query[field];
  const fault =
    sent === undefined ? 'is missing' : isRepeated(issue, sent) ? 'is given more than once' : 'is wrong';
  const message = `The parameter ${field} ${fault}: it must be ${allowed[field]}.`;
  throw new HttpProblem(400, 'bad-parameter', message, { field });
}

function isRepeated(issue: z.core.$ZodIssue | undefined, sent: unknown): boolean {
  return Array.isArray(sent) && (issue?.code === 'invalid_type' || issue?.code === 'invalid_value');
}

/** Names are repeated in plain letters only: an address may hold anything, by mistake even somebody's number. */
function unknownParameter(names: readonly string[], known: readonly string[]): HttpProblem {
  const field = names.find((name) => /^[a-z]{1,20}$/i.test(name));
  const which = known.length === 0 ? 'this question takes none' : `this question knows ${known.join(', ')}`;
  const message = `${field ? `The parameter ${field}` : 'A parameter'} is unknown; ${which}.`;
  return new HttpProblem(400, 'unknown-parameter', message, field ? { field } : {});
}

const stepDays = { day: 1, week: 7, month: 28, quarter: 90 } as const;

/** The days a trend is asked for; without `from`, the 365 up to `to`; without `to`, up to today. */
export function trendRange(query: z.infer<typeof trendsQuery>, today: Day): { from: Day; to: Day } {
  const to = query.to ?? today;
  const from = query.from ?? addDays(to, -364);
  if (from > to)
    throw new HttpProblem(400, 'bad-parameter', 'The day from lies after the day to.', { field: 'from' });
  const points = (daysBetween(from, to) + 1) / stepDays[query.by];
  if (points > maxPoints) {
    const message = `That is more than ${maxPoints} points; ask for fewer days or longer steps.`;
    throw new HttpProblem(400, 'too-many-points', message, { field: 'from' });
  }
  if (points * query.scope.length > maxAnswerPoints) {
    const message = `That is more than ${maxAnswerPoints} points in all; ask for fewer scopes at once, fewer days or longer steps.`;
    throw new HttpProblem(400, 'too-many-points', message, { field: 'scope' });
  }
  return { from, to };
}
