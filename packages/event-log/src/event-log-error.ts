export type EventLogErrorCode =
  | 'offset-out-of-range'
  | 'unavailable'
  | 'too-large'
  | 'closed'
  | 'full'
  | 'wrong-version';

/** What went wrong with the log, and whether trying again can help. */
export class EventLogError extends Error {
  readonly code: EventLogErrorCode;
  readonly canRetry: boolean;

  constructor(code: EventLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventLogError';
    this.code = code;
    this.canRetry = code === 'unavailable';
  }
}
