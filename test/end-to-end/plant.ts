import type { Source } from '@kuulolla/contracts/source';

/** Draws identifiers to plant; each is noted as one that may be found nowhere afterwards. */
export interface Plant {
  /** As somebody might write it. */
  spelling(): string;
  /** In its usual form; one that has this shape. */
  plain(shape?: RegExp): string;
  /** A mobile number as a number, which has no 0 in front. A landline so cut short is like any counter. */
  number(): number;
  /** Percent-encoded, for addresses and headers. */
  encoded(): string;
  /** Some words with identifiers in them. */
  comment(): string;
}

/** A request with something personal in it; `source` says whose key goes with it. */
export interface PlantedRequest {
  readonly source: Source | null;
  readonly path: string;
  readonly init?: RequestInit;
}

/** Requests with planted identifiers, by where those stand in them. */
export type PlantedRequests = Readonly<Record<string, (plant: Plant) => readonly PlantedRequest[]>>;
