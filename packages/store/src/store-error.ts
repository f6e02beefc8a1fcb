export type StoreErrorCode =
  | 'conflict'
  | 'unavailable'
  | 'history-lost'
  | 'wrong-version'
  | 'misconfigured'
  | 'closed'
  | 'locked'
  /** A restore has begun and has not ended; it may be running, or may have to be begun again. */
  | 'restoring'
  /** Something would be restored where something is already. */
  | 'not-empty';

/** What went wrong with the store, and whether trying again can help. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly canRetry: boolean;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
    this.canRetry = code === 'conflict' || code === 'unavailable' || code === 'restoring';
  }
}
