import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';

/** One call of `append`, until it is answered. */
export interface AppendCall {
  readonly events: readonly EncodedEvent[];
  fulfil(): void;
  reject(cause: unknown): void;
}
