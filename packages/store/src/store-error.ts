export type StoreErrorCode =
  | 'conflict'
  | 'unavailable'
  | 'history-lost'
  | 'wrong-version'
  | 'misconfigured'
  | 'closed'
  | 'locked';

/** What went wrong with the store, and whether trying again can help. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly canRetry: boolean;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
    this.canRetry = code === 'conflict' || code === 'unavailable';
  }
}
