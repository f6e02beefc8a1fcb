import { findIdentifiers, type Identifier } from './find-identifiers.ts';
import type { LabelledSentence } from './labelled-sentences.ts';
import type { IdentifierKind } from './marker.ts';
import type { Span } from './span.ts';

/**
 * Of `planted` labelled identifiers `caught` are gone to the last letter and digit; of `flagged` places in the
 * texts `right` touch a labelled one. A kind's recall goes by the label, its precision by what was found.
 */
export type Counts = { planted: number; caught: number; flagged: number; right: number };
export type Measurement = {
  overall: Counts;
  byKind: ReadonlyMap<IdentifierKind, Counts>;
  /** What remained, as "kind: sentence". */
  misses: string[];
  falseAlarms: string[];
};

/** Recall and precision of the redaction on labelled sentences. */
export function measure(sentences: readonly LabelledSentence[]): Measurement {
  const overall = noCounts();
  const byKind = new Map<IdentifierKind, Counts>();
  const misses: string[] = [];
  const falseAlarms: string[] = [];
  for (const { text, identifiers } of sentences) {
    const found = findIdentifiers(text);
    const labels = labelledSpans(text, identifiers);
    for (const label of labels) {
      const caught = isCovered(text, label, found);
      for (const counts of [overall, countsOf(byKind, label.kind)]) add(counts, 'planted', 'caught', caught);
      if (!caught) misses.push(`${label.kind}: ${text}`);
    }
    for (const place of found) {
      const right = labels.some((label) => label.start < place.end && place.start < label.end);
      for (const counts of [overall, countsOf(byKind, place.kind)]) add(counts, 'flagged', 'right', right);
      if (!right) falseAlarms.push(`${place.kind} "${text.slice(place.start, place.end)}": ${text}`);
    }
  }
  return { overall, byKind, misses, falseAlarms };
}

/** Share of the labelled identifiers that are gone, in percent. */
export function recall({ planted, caught }: Counts): number {
  return planted === 0 ? 100 : (100 * caught) / planted;
}

/** Share of the places replaced that were identifiers, in percent. */
export function precision({ flagged, right }: Counts): number {
  return flagged === 0 ? 100 : (100 * right) / flagged;
}

function labelledSpans(text: string, labels: LabelledSentence['identifiers']): Identifier[] {
  let from = 0;
  return labels.map(({ kind, value }) => {
    const start = text.indexOf(value, from);
    if (start < 0) throw new RangeError(`The label "${value}" is not in the sentence "${text}"; correct it.`);
    from = start + value.length;
    return { kind, start, end: from };
  });
}

function isCovered(text: string, label: Span, found: readonly Span[]): boolean {
  for (let at = label.start; at < label.end; at += 1) {
    const matters = /[\p{L}\p{N}]/u.test(text.charAt(at));
    if (matters && !found.some(({ start, end }) => start <= at && at < end)) return false;
  }
  return true;
}

function countsOf(byKind: Map<IdentifierKind, Counts>, kind: IdentifierKind): Counts {
  const counts = byKind.get(kind) ?? noCounts();
  byKind.set(kind, counts);
  return counts;
}

function noCounts(): Counts {
  return { planted: 0, caught: 0, flagged: 0, right: 0 };
}

function add(counts: Counts, all: keyof Counts, some: keyof Counts, isOne: boolean): void {
  counts[all] += 1;
  if (isOne) counts[some] += 1;
}
