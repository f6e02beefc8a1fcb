import type { IntakeDeps } from '../intake-deps.ts';
import type { AcceptedLately } from './accepted-lately.ts';
import type { InTurn } from './in-turn.ts';
import type { MaisaMapping } from './maisa-mapping.ts';

/** What the routes of this door share. */
export interface FhirDoor {
  readonly deps: IntakeDeps;
  readonly mapping: MaisaMapping;
  readonly lately: AcceptedLately;
  readonly inTurn: InTurn;
}
