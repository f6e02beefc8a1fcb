import type { TrendsAnswer } from '@kuulolla/contracts/query-api';
import type { Scope } from '@kuulolla/contracts/score';
import { useMemo } from 'react';
import { helsinkiDay, monthsBefore } from '../figures/helsinki-time.ts';
import { useQuery } from './use-query.ts';

export type TrendPoints = TrendsAnswer['series'][number]['points'];

/** Full months shown before the running one. A month, not a week: an average unit has six answers a week, which is noise drawn as a line. */
const MONTHS = 12;
const REFRESH_MS = 60_000;

/** Monthly scores of some scopes over the past year, by scope; refreshed every minute. Empty until they arrive. */
export function useTrends(scopes: readonly Scope[]): {
  readonly byScope: ReadonlyMap<string, TrendPoints>;
  readonly hasFailed: boolean;
} {
  const to = helsinkiDay(Date.now());
  const path = scopes.length === 0 ? null : trendsPath(scopes, to);
  const { data, hasFailed } = useQuery<TrendsAnswer>(path, REFRESH_MS);
  const byScope = useMemo(() => new Map(data?.series.map(({ scope, points }) => [scope, points])), [data]);
  return { byScope, hasFailed };
}

/** The query for the 12 full months before the month of `to` and that month so far. */
export function trendsPath(scopes: readonly Scope[], to: string): string {
  const from = `${monthsBefore(`${to.slice(0, 7)}-01`, MONTHS)}`;
  const query = new URLSearchParams([
    ...scopes.map((scope) => ['scope', scope]),
    ['by', 'month'],
    ['from', from],
    ['to', to],
  ]);
  return `/api/v1/trends?${query}`;
}
