import { beginningOf, type CsvShape, firstLineAt } from './csv-beginning.ts';
import { type CsvEncoding, cellsOf } from './csv-cells.ts';
import { nextLine, type RecordScan, scanRecord } from './csv-record.ts';

/** What can be wrong with a row before anything in it is read. */
export type RowFault =
  | 'stray-quote'
  | 'text-after-quote'
  | 'unclosed-quote'
  | 'row-too-long'
  | 'too-few-columns'
  | 'too-many-columns'
  | 'bad-encoding'
  | 'nul-character';

/**
 * A row of the file, the header included. `line` counts the file's lines from 1 and is where the row begins. Of a row with
 * too few or too many cells they are there too.
 */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[]; readonly fault?: undefined }
  | { readonly line: number; readonly cells?: readonly string[]; readonly fault: RowFault };

/** Bytes a row may take, quotes included. Together with a chunk it bounds what the reader holds. */
export const maxRowBytes = 1024 * 1024;

const rowsAtOnce = 500;
const empty = Buffer.alloc(0);

/**
 * Reads a CSV of any size from chunks cut anywhere. Yields rows, some hundreds at once, in the file's order; blank rows
 * are left out. The first row, after empty lines and a line `sep=;`, is the header and says how many cells the others
 * have; empty ones too many are dropped.
 * After a row that cannot be read it goes on with the next line of the file, so an unclosed quote costs its own line
 * only. Throws CsvFileError for a file in UTF-16; passes on the errors of `chunks`.
 */
export async function* csvRows(chunks: AsyncIterable<Uint8Array>, shape: CsvShape): AsyncGenerator<CsvRow[]> {
  const reader = new RowReader(shape);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < reader.wanted) continue;
    reader.add(waiting, false);
    waiting = [];
    waitingBytes = 0;
    yield* reader.rows();
  }
  reader.add(waiting, true);
  yield* reader.rows();
}

/** The state of one reading. A class, since a dozen variables change together at each row. */
class RowReader {
  /** Bytes worth waiting for before looking again: what is scanned twice is bounded, however small the chunks. */
  wanted = 4;
  private readonly shape: CsvShape;
  private encoding: CsvEncoding;
  private delimiter = 0;
  private bytes: Buffer = empty;
  private at = 0;
  private line = 1;
  private columns = 0;
  private isLast = false;
  private isDiscarding = false;
  private readonly scan: RecordScan = { cells: [], next: 0, lines: 0 };

  constructor(shape: CsvShape) {
    this.shape = shape;
    this.encoding = shape.encoding;
  }

  add(chunks: readonly Uint8Array[], isLast: boolean): void {
    this.bytes = Buffer.concat([this.bytes.subarray(this.at), ...chunks]);
    this.at = 0;
    this.isLast = isLast;
  }

  *rows(): Generator<CsvRow[]> {
    let rows: CsvRow[] = [];
    if (this.delimiter === 0 && !this.begin()) return;
    for (;;) {
      if (!this.isDiscarding) this.passBlankLines();
      if (this.at >= this.bytes.length) break;
      const row = this.isDiscarding ? this.discard() : this.read();
      if (row === 'more') break;
      if (row !== null) rows.push(row);
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    this.wanted = Math.max(1, this.bytes.length - this.at);
    if (rows.length > 0) yield rows;
  }

  /** Looks at the first line that is not empty for what it says of the file; false while it is not all there. */
  private begin(): boolean {
    const { bytes } = this;
    const isCut = bytes.length >= maxRowBytes;
    const most = Math.min(bytes.length, maxRowBytes);
    const end = nextLine(bytes, firstLineAt(bytes), most, this.isLast || isCut);
    if (end === -1) {
      this.wanted = bytes.length;
      return false;
    }
    const { encoding, delimiter, passed, lines } = beginningOf(bytes.subarray(0, end), this.shape);
    this.encoding = encoding;
    this.delimiter = delimiter;
    this.at = passed;
    this.line += lines;
    return true;
  }

  /** Many at once: a file of nothing else must not cost a look for a row at each. */
  private passBlankLines(): void {
    const { bytes } = this;
    for (;;) {
      if (bytes[this.at] === 0x0a) this.at += 1;
      else if (bytes[this.at] === 0x0d && bytes[this.at + 1] === 0x0a) this.at += 2;
      else return;
      this.line++;
    }
  }

  /** The next row; null for one whose cells are all empty. */
  private read(): CsvRow | 'more' | null {
    const { at, line, scan } = this;
    const to = Math.min(this.bytes.length, at + maxRowBytes + 1);
    const isLast = this.isLast && to === this.bytes.length;
    const outcome = scanRecord(this.bytes, at, to, isLast, this.delimiter, scan);
    if (outcome === 'more') return to < this.bytes.length ? this.refuseLine('row-too-long') : 'more';
    if (outcome === 'text-after-quote' || outcome === 'unclosed-quote') return this.refuseLine(outcome);
    if (outcome === 'stray-quote') return this.pass({ line, fault: outcome });
    const cells = cellsOf(this.bytes, at, scan.next, scan.cells, this.encoding);
    if (typeof cells === 'string') return this.pass({ line, fault: cells });
    if (cells.every((cell) => cell === '')) return this.pass(null);
    if (this.columns === 0) this.columns = cells.length;
    const fault = this.faultOfCount(cells);
    // A quote that was never closed can end at a later row's: what then has too many cells is looked at line by line.
    const spansLines = nextLine(this.bytes, at, scan.next, true) < scan.next;
    if (fault !== null) return spansLines ? this.refuseLine(fault) : this.pass({ line, fault, cells });
    return this.pass({ line, cells: cells.length > this.columns ? cells.slice(0, this.columns) : cells });
  }

  private faultOfCount(cells: readonly string[]): RowFault | null {
    if (cells.length < this.columns) return 'too-few-columns';
    return cells.slice(this.columns).some((cell) => cell !== '') ? 'too-many-columns' : null;
  }

  private pass(row: CsvRow | null): CsvRow | null {
    this.at = this.scan.next;
    this.line += this.scan.lines;
    return row;
  }

  /** Refuses the line at which the record began, and begins anew with the line after it. */
  private refuseLine(fault: RowFault): CsvRow {
    const { line } = this;
    this.isDiscarding = true;
    this.discard();
    return { line, fault };
  }

  private discard(): 'more' | null {
    const { bytes, isLast } = this;
    const next = nextLine(bytes, this.at, bytes.length, isLast);
    if (next === -1) {
      const endsInReturn = bytes[bytes.length - 1] === 0x0d;
      this.at = endsInReturn ? bytes.length - 1 : bytes.length;
      return 'more';
    }
    this.at = next;
    this.line++;
    this.isDiscarding = false;
    return null;
  }
}
