import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import { createDocumentLedger, type DocumentLedger } from './document-ledger.ts';

/** What the documents of open days said last. Days are whole numbers of the caller's. */
export interface OpenDays {
  isOpen(day: number): boolean;
  /** Opens a settled day, as one without documents. */
  open(day: number): void;
  /** Settles the days before this one, where it is later than the last one named: those that were opened too. */
  settleBefore(day: number): void;
  /** What a document of an open day adds to what it said before; null where that was as new. */
  replace(day: number, document: TallyDocument): TallyCounts | null;
}

/** The days from `first` on are open. */
export function createOpenDays(first: number): OpenDays {
  let firstOpen = first;
  const ledgers = new Map<number, DocumentLedger>();
  const unitNumbers = new Map<number, number>();

  /** Units by order of appearance: an answer from before ids had seven digits may name ten, more than a slot has room for. */
  function numberOf(unit: number): number {
    const known = unitNumbers.get(unit);
    if (known !== undefined) return known;
    unitNumbers.set(unit, unitNumbers.size);
    return unitNumbers.size - 1;
  }

  function ledgerOf(day: number): DocumentLedger {
    const known = ledgers.get(day);
    if (known !== undefined) return known;
    const ledger = createDocumentLedger();
    ledgers.set(day, ledger);
    return ledger;
  }

  return {
    isOpen: (day) => day >= firstOpen || ledgers.has(day),
    open: (day) => void ledgerOf(day),
    settleBefore(day) {
      if (day <= firstOpen) return;
      firstOpen = day;
      for (const known of ledgers.keys()) if (known < day) ledgers.delete(known);
    },
    replace: (day, document) =>
      ledgerOf(day).replace(numberOf(document.unit), document.partition, document.version, document),
  };
}
