import type { CsvEncoding } from './csv-cells.ts';
import { CsvFileError } from './csv-file-error.ts';

/** How a file is to be read, as its profile says it. */
export interface CsvShape {
  /** A byte order mark says UTF-8 whatever this says. */
  readonly encoding: CsvEncoding;
  /**
   * `auto`: the mark of `;`, `,` and tab that is the most frequent one in the first line. A file's own `sep=;` says
   * another whatever this says.
   */
  readonly delimiter: ';' | ',' | 'tab' | 'auto';
}

export interface CsvBeginning {
  readonly encoding: CsvEncoding;
  /** The byte that parts cells. */
  readonly delimiter: number;
  /** Bytes before the header's line: a byte order mark, empty lines, and the line `sep=;` where there is one. */
  readonly passed: number;
  /** Lines among these. */
  readonly lines: number;
}

const bytesOf = { ';': 0x3b, ',': 0x2c, tab: 0x09, '\t': 0x09 } as const;
/** Excel writes it, and reads a file by it, where the machine's list separator is another. */
const separatorLine = /^"?sep=([;,\t])"?[\r\n]*$/i;

/** Where a file's first line that is not empty begins; the length of `bytes` where it is not among them. */
export function firstLineAt(bytes: Buffer): number {
  let at = isMarked(bytes) ? 3 : 0;
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return at;
}

/**
 * What a file's first line that is not empty says of the file. `beginning` is all up to its end. Throws CsvFileError for
 * a file in UTF-16.
 */
export function beginningOf(beginning: Buffer, shape: CsvShape): CsvBeginning {
  const [first, second] = beginning;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new CsvFileError('utf-16', 'The file is in UTF-16; save it as CSV in UTF-8.');
  }
  const encoding = isMarked(beginning) ? 'utf-8' : shape.encoding;
  const passed = firstLineAt(beginning);
  const emptyLines = beginning.toString('latin1', 0, passed).match(/\r\n?|\n/g)?.length ?? 0;
  const text = beginning.toString('latin1', passed);
  const separator = separatorLine.exec(text)?.[1];
  if (separator === undefined) {
    return { encoding, delimiter: delimiterOf(shape.delimiter, text), passed, lines: emptyLines };
  }
  const delimiter = bytesOf[separator as ';'];
  return { encoding, delimiter, passed: beginning.length, lines: emptyLines + 1 };
}

function isMarked([first, second, third]: Buffer): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

function delimiterOf(told: CsvShape['delimiter'], firstLine: string): number {
  if (told !== 'auto') return bytesOf[told];
  const unquoted = firstLine.replace(/"[^"]*"/g, '');
  const marks = [';', ',', '\t'] as const;
  const counts = marks.map((mark) => unquoted.split(mark).length);
  return bytesOf[marks[counts.indexOf(Math.max(...counts))] as ';'];
}
