/** A file of which no row can be read: its sentence says what to do and repeats nothing of the file but known names. */
export class CsvFileError extends Error {
  readonly code: string;
  readonly canRetry = false;
  readonly column: string | undefined;

  constructor(code: string, message: string, column?: string) {
    super(message);
    this.name = 'CsvFileError';
    this.code = code;
    this.column = column;
  }
}
