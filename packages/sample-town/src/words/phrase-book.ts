/** What a comment is about. */
export const themes = [
  'encounter',
  'waiting',
  'information',
  'reaching',
  'premises',
  'continuity',
  'digital',
  'decision',
  'everyday',
  'emergency',
] as const;
export type Theme = (typeof themes)[number];

/** Whole sentences, so that any may stand beside any other of the same answer. */
export interface PhraseBook {
  readonly themes: Readonly<
    Record<Theme, { readonly good: readonly string[]; readonly bad: readonly string[] }>
  >;
  /** A whole comment by themselves. */
  readonly short: { readonly good: readonly string[]; readonly bad: readonly string[] };
  /** First sentences. */
  readonly openers: { readonly good: readonly string[]; readonly bad: readonly string[] };
  /** Stand between a good sentence and a bad one. */
  readonly turns: readonly string[];
  /** Last sentences. */
  readonly closers: { readonly good: readonly string[]; readonly bad: readonly string[] };
  readonly questions: readonly string[];
}
