import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Language, Sorting } from '../address/address.ts';
import { orderRows, type Sortable } from './order-rows.ts';

const SETTLE_MS = 10_000;

/**
 * Rows in their order, which is kept while the figures move: a row that jumps away under a reading eye or a pointer is worse than one that stands a
 * place off for some seconds. Ordered anew when the list, the sorting or the language changes, when a first figure arrives, and every ten seconds
 * while neither pointer nor focus is in the table.
 */
export function useSettledOrder<T extends Sortable & { readonly id: number }>(
  rows: readonly T[],
  sorting: Sorting,
  language: Language,
  table: RefObject<HTMLElement | null>,
): T[] {
  const [round, setRound] = useState(0);
  const settled = useRef<{ key: string; places: ReadonlyMap<number, number> }>(null);

  useEffect(() => {
    const timer = setInterval(() => {
      const inUse = table.current?.matches(':hover, :focus-within') ?? false;
      if (!inUse) setRound((last) => last + 1);
    }, SETTLE_MS);
    return () => clearInterval(timer);
  }, [table]);

  const known = rows.filter(({ score }) => score !== undefined).length;
  const key = [round, sorting, language, known, ...rows.map(({ id }) => id)].join();
  if (settled.current?.key !== key) {
    const ordered = orderRows(rows, sorting, language);
    settled.current = { key, places: new Map(ordered.map(({ id }, place) => [id, place])) };
  }
  const { places } = settled.current;
  return rows.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}
