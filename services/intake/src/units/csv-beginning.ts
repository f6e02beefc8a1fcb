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
  /** Bytes before the header's line: a byte order mark, or the whole first line where it is `sep=;`. */
  readonly passed: number;
  /** Lines among these. */
  readonly lines: 0 | 1;
}

const bytesOf = { ';': 0x3b, ',': 0x2c, tab: 0x09, '\t': 0x09 } as const;
/** Excel writes it, and reads a file by it, where the machine's list separator is another. */
const separatorLine = /^"?sep=([;,\t])"?[\r\n]*$/i;

/** What a file's first line, its end included, says of the file. Throws CsvFileError for a file in UTF-16. */
export function beginningOf(firstLine: Buffer, shape: CsvShape): CsvBeginning {
  const [first, second, third] = firstLine;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new CsvFileError('utf-16', 'The file is in UTF-16; save it as CSV in UTF-8.');
  }
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  const mark = isMarked ? 3 : 0;
  const encoding = isMarked ? 'utf-8' : shape.encoding;
  const text = firstLine.toString('latin1', mark);
  const separator = separatorLine.exec(text)?.[1];
  if (separator === undefined) {
    return { encoding, delimiter: delimiterOf(shape.delimiter, text), passed: mark, lines: 0 };
  }
  return { encoding, delimiter: bytesOf[separator as ';'], passed: firstLine.length, lines: 1 };
}

function delimiterOf(told: CsvShape['delimiter'], firstLine: string): number {
  if (told !== 'auto') return bytesOf[told];
  const unquoted = firstLine.replace(/"[^"]*"/g, '');
  const marks = [';', ',', '\t'] as const;
  const counts = marks.map((mark) => unquoted.split(mark).length);
  return bytesOf[marks[counts.indexOf(Math.max(...counts))] as ';'];
}
