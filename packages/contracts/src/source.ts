import { z } from 'zod';

/** The three doors feedback comes in through. A source's name is the first part of every answer's id. */
export const sources = ['units', 'maisa', 'helfi'] as const;
export const sourceSchema = z.enum(sources);
export type Source = z.infer<typeof sourceSchema>;

/** An answer's id: the source and the source's own id, `helfi:4711`. It is `ce_subject` and the message key. */
export function answerId(source: Source, ownId: string): string {
  return `${source}:${ownId}`;
}

/** The parts of an answer's id. Throws a RangeError for a text that is none. */
export function splitAnswerId(id: string): { source: Source; ownId: string } {
  const colon = id.indexOf(':');
  const source = sourceSchema.safeParse(id.slice(0, colon));
  if (colon < 1 || !source.success) throw new RangeError('An answer id is a source, a colon and the own id.');
  return { source: source.data, ownId: id.slice(colon + 1) };
}
