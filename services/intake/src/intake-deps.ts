import type { Directory } from '@kuulolla/directory/directory';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { AnswerReader } from '@kuulolla/store/store';
import type { HashedKeys } from './api-keys.ts';
import type { IntakeDesk } from './intake-desk.ts';

/** What every door is made of. A door only ever writes through the desk and only reads its own source back. */
export interface IntakeDeps {
  readonly desk: IntakeDesk;
  readonly answers: AnswerReader;
  /** The unit register as last read from the store. */
  readonly directory: () => Directory;
  readonly keys: () => HashedKeys;
  readonly logger: Logger;
  readonly limits: IntakeLimits;
}

export interface IntakeLimits {
  /** Bytes of a JSON body after inflating. */
  readonly maxBodyBytes: number;
  readonly maxDepth: number;
  /** Requests a minute of one key; 429 with Retry-After beyond. */
  readonly requestsPerMinute: number;
}

export const defaultLimits: IntakeLimits = {
  maxBodyBytes: 32 * 1024 * 1024,
  maxDepth: 32,
  requestsPerMinute: 60_000,
};
