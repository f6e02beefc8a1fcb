import { matchesOf } from './matches.ts';

/** A half-open stretch of characters (UTF-16 units), `start` included and `end` not. */
export type Span = { start: number; end: number };

/** Stands in a shadow where nothing can match any more: a marker, or an identifier already found. */
export const BARRIER = '\u0001';

/** The text with every span replaced by as many barriers, so that positions keep their meaning. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  let masked = '';
  let from = 0;
  for (const { start, end } of spans) {
    masked += text.slice(from, start) + BARRIER.repeat(end - start);
    from = end;
  }
  return masked + text.slice(from);
}

/** The text with every match of a global pattern replaced by barriers. */
export function maskPattern(text: string, pattern: RegExp): string {
  return maskSpans(text, matchesOf(text, pattern).map(spanOf));
}

/** Where a match stands. */
export function spanOf({ index, 0: matched }: RegExpExecArray): Span {
  return { start: index, end: index + matched.length };
}
