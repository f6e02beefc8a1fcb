import type { Score } from '@kuulolla/contracts/score';

/** A month with fewer answers is left out of a line: a handful swings over the whole scale. */
export const FEWEST_IN_A_MONTH = 10;

export interface Domain {
  readonly low: number;
  readonly high: number;
}

type Point = Pick<Score, 'n' | 'nps'>;

/** The score to draw of a month, or null for a gap. */
export function drawn(point: Point): number | null {
  return point.n >= FEWEST_IN_A_MONTH ? point.nps : null;
}

/** A scale in whole tens that holds every drawn month of some lines, at least `span` points high, within −100…100; null where nothing is drawn. */
export function domainOf(lines: readonly (readonly Point[])[], span: number): Domain | null {
  const values = lines.flatMap((points) => points.map(drawn)).filter((nps) => nps !== null);
  if (values.length === 0) return null;
  let low = Math.floor(Math.min(...values) / 10) * 10;
  let high = Math.ceil(Math.max(...values) / 10) * 10;
  while (high - low < span) {
    if (high < 100) high += 10;
    if (high - low < span && low > -100) low -= 10;
  }
  return { low, high };
}

/** Runs of neighbouring drawn months as points in a box (x to the right, y down); a gap parts two runs. */
export function runs(
  points: readonly Point[],
  domain: Domain,
  width: number,
  height: number,
): { readonly x: number; readonly y: number }[][] {
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const parts: { x: number; y: number }[][] = [];
  let isGap = true;
  for (const [index, point] of points.entries()) {
    const nps = drawn(point);
    if (nps === null) {
      isGap = true;
      continue;
    }
    if (isGap) parts.push([]);
    isGap = false;
    const y = height * (1 - (nps - domain.low) / (domain.high - domain.low));
    parts.at(-1)?.push({ x: index * step, y });
  }
  return parts;
}

/** First, last, lowest and highest drawn month of a line; null where fewer than two are drawn. */
export function summary(points: readonly Point[]): {
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
  readonly months: number;
} | null {
  const values = points.map(drawn).filter((nps) => nps !== null);
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined || values.length < 2) return null;
  return { first, last, low: Math.min(...values), high: Math.max(...values), months: values.length };
}
