import { z } from 'zod';

/** The spans a live score is shown for: rolling Helsinki days, and the quarter and the year to date. */
export const windowNames = ['7d', '30d', '90d', '365d', 'qtd', 'ytd'] as const;
export const windowSchema = z.enum(windowNames);
export type WindowName = z.infer<typeof windowSchema>;

/** `all`, `entity:<id>`, `area:<id>`, `unit:<id>` or `concept:<id>`. */
export const scopeSchema = z
  .string()
  .regex(/^(all|unit:[1-9]\d{0,6}|(entity|area|concept):[a-z0-9-]{1,64})$/, {
    error: 'A scope is all, entity:<id>, area:<id>, concept:<id> or unit:<number>.',
  })
  .meta({ id: 'Scope', description: 'all, entity:<id>, area:<id>, concept:<id> or unit:<number>' });
export type Scope = z.infer<typeof scopeSchema>;

const share = z.number().min(-100).max(100).nullable();

/** NPS of some answers: −100…+100, raw; null where nobody answered. The interval is adjusted Wald, 95 %. */
export const scoreSchema = z
  .object({
    n: z.int().min(0),
    promoters: z.int().min(0),
    passives: z.int().min(0),
    detractors: z.int().min(0),
    nps: share,
    low: share,
    high: share,
  })
  .meta({ id: 'Score' });
export type Score = z.infer<typeof scoreSchema>;

export const verdicts = ['rise', 'fall', 'none', 'too-few'] as const;

/** Change against the window before. `p` is two-sided; `difference` is null where either window has no answers. */
export const changeSchema = z
  .object({
    difference: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    p: z.number().min(0).max(1).nullable(),
    verdict: z.enum(verdicts),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof changeSchema>;
