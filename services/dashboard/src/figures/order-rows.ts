import type { Score } from '@kuulolla/contracts/score';
import type { Language, Sorting } from '../address/address.ts';

export interface Sortable {
  readonly name: string;
  readonly score: Score | undefined;
}

/** Rows in the order asked for, a new array. Rows without the figure come last either way; equals stand by name, in the language's own alphabet. */
export function orderRows<T extends Sortable>(rows: readonly T[], sorting: Sorting, language: Language): T[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const byName = (a: T, b: T) => collator.compare(a.name, b.name);
  const isDescending = sorting.startsWith('-');
  const direction = isDescending ? -1 : 1;
  const column = isDescending ? sorting.slice(1) : sorting;
  if (column === 'name') return rows.toSorted((a, b) => direction * byName(a, b));
  const figure = (row: T) => (column === 'nps' ? (row.score?.nps ?? null) : (row.score?.n ?? null));
  return rows.toSorted((a, b) => {
    const x = figure(a);
    const y = figure(b);
    if (x === y) return byName(a, b);
    if (x === null) return 1;
    if (y === null) return -1;
    return direction * (x - y);
  });
}
