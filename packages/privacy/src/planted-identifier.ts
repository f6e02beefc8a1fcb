import type * as fc from 'fast-check';
import type { IdentifierKind } from './marker.ts';

/**
 * An identifier to plant in a test. `plain` is its usual form, `spelling` how it is written here, and nothing of
 * `mustNotAppear` may be found in any file, log line or answer afterwards.
 */
export type PlantedIdentifier = {
  kind: IdentifierKind;
  plain: string;
  spelling: string;
  mustNotAppear: string[];
};

/** The identifier in one of its spellings; `parts` of it must not appear by themselves either. */
export function planted(
  kind: IdentifierKind,
  plain: string,
  spelling: fc.Arbitrary<string>,
  parts: readonly string[] = [],
): fc.Arbitrary<PlantedIdentifier> {
  return spelling.map((written) => ({
    kind,
    plain,
    spelling: written,
    mustNotAppear: [...new Set([written, plain, ...parts])],
  }));
}
