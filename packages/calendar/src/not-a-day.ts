/**
 * Thrown when a value is not a day or an instant this package can work with. It is a fault of the calling code
 * (input from outside is checked with `isDay` or `parseLocalTime` first), so trying again cannot help.
 */
export class NotADayError extends RangeError {
  readonly code = 'not-a-day';
  readonly canRetry = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotADayError';
  }
}
