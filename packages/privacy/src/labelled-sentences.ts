import heldOut from '../labelled/held-out.json' with { type: 'json' };
import secondHeldOut from '../labelled/second-held-out.json' with { type: 'json' };
import sentences from '../labelled/sentences.json' with { type: 'json' };
import type { IdentifierKind } from './marker.ts';

/** A resident's sentence with everything in it that identifies a person, in the order of the text. */
export type LabelledSentence = {
  lang: 'fi' | 'sv' | 'en';
  text: string;
  identifiers: { kind: IdentifierKind; value: string }[];
};

/** The sentences recall and precision are measured on; written for this, not collected. */
export const LABELLED_SENTENCES = sentences as readonly LabelledSentence[];

/** Written before the rules were read, and measured before any was changed; one ending has been added since. */
export const HELD_OUT_SENTENCES = heldOut as readonly LabelledSentence[];

/** Written later, again before the rules were read; some rules were made after its misses were seen. */
export const SECOND_HELD_OUT_SENTENCES = secondHeldOut as readonly LabelledSentence[];
