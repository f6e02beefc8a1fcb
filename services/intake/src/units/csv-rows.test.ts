import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CsvShape } from './csv-beginning.ts';
import { CsvFileError } from './csv-file-error.ts';
import { type CsvRow, csvRows, maxRowBytes } from './csv-rows.ts';

const plain: CsvShape = { encoding: 'utf-8', delimiter: ',' };

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(
  text: string | Uint8Array,
  shape = plain,
  sizes: readonly number[] = [],
): Promise<CsvRow[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const rows: CsvRow[] = [];
  for await (const some of csvRows(cut(bytes, sizes), shape)) rows.push(...some);
  return rows;
}

const faults = (rows: readonly CsvRow[]) => rows.flatMap((row) => (row.fault ? [[row.line, row.fault]] : []));
const cells = (rows: readonly CsvRow[]) => rows.flatMap((row) => (row.fault ? [] : [row.cells]));

const cell = fc.string({ unit: fc.constantFrom(...'ab;,"\n\r\t äå€😀'), maxLength: 6 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const written = (text: string, mark: string) =>
  /["\r\n]/.test(text) || text.includes(mark) ? quoted(text) : text;

describe('rows of a well-formed file', () => {
  test('differ from what csv-parse reads, at any delimiter, line end and cut', async () => {
    const tables = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
    const marks = fc.constantFrom([',', ','] as const, [';', ';'] as const, ['tab', '\t'] as const);
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        tables,
        marks,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        cuts,
        async (table, [delimiter, mark], end, last, sizes) => {
          const text =
            table.map((row) => row.map((value) => written(value, mark)).join(mark)).join(end) +
            (last ? end : '');
          const oracle = parse(text, { delimiter: mark, record_delimiter: end }) as string[][];
          const rows = await read(text, { encoding: 'utf-8', delimiter }, sizes);
          expect(cells(rows)).toEqual(oracle.filter((row) => row.some((value) => value !== '')));
          expect(faults(rows)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('lose their line numbers over quoted newlines, blank lines and CRLF', async () => {
    const rows = await read('a,b\r\n1,"x\r\ny\nz"\r\n\r\n,\r\n2,q\r\n3,"\r"\n4,end');
    expect(rows.map((row) => row.line)).toEqual([1, 2, 7, 8, 10]);
  });

  test('keep a byte order mark in the first column, or take its file for Windows-1252', async () => {
    const bytes = Buffer.from('\ufeffid,ä\n1,€\n');
    expect(cells(await read(bytes, { encoding: 'windows-1252', delimiter: ',' }, [1]))).toEqual([
      ['id', 'ä'],
      ['1', '€'],
    ]);
  });

  test('of UTF-8 without a mark come out garbled where the profile says Windows-1252', async () => {
    const bytes = Buffer.concat([Buffer.from('id,Pääsy\n1,Hyvää!\n2,'), Buffer.from([0xe4, 0x0a])]);
    expect(cells(await read(bytes, { encoding: 'windows-1252', delimiter: ',' }, [1]))).toEqual([
      ['id', 'Pääsy'],
      ['1', 'Hyvää!'],
      ['2', 'ä'],
    ]);
  });

  test('of Windows-1252 lose the euro sign or the quotes of Word', async () => {
    const bytes = Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x80, 0x2c, 0x93, 0xe4, 0x94, 0x0a]);
    expect(cells(await read(bytes, { encoding: 'windows-1252', delimiter: ',' }))).toEqual([
      ['a', 'b'],
      ['€', '“ä”'],
    ]);
  });

  test.each([
    [
      'a;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '"a;c;d",b\n1,2',
      [
        ['a;c;d', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\n1', [['a'], ['1']]],
  ])('are cut at another delimiter than that of the header in %j', async (text, expected) => {
    expect(cells(await read(text, { encoding: 'utf-8', delimiter: 'auto' }))).toEqual(expected);
  });
});

describe("Excel's line sep=;", () => {
  test.each([
    ['sep=;\r\nid;b\r\n1;x,y\r\n', ','],
    ['\ufeffSEP=,\nid,b\n1,x;y\n', ';'],
    ['"sep=\t"\rid\tb\r1\tx;y\r', 'auto'],
    ['sep=;\n\nid;b\n1;x,y', 'auto'],
  ] as const)('in %j is taken for the header, or its file read at another mark', async (text, delimiter) => {
    for (const sizes of [[], [1], [3, 1]]) {
      const rows = await read(text, { encoding: 'utf-8', delimiter }, sizes);
      expect(faults(rows)).toEqual([]);
      expect(cells(rows)).toEqual([
        ['id', 'b'],
        ['1', text.includes('x;y') ? 'x;y' : 'x,y'],
      ]);
      expect(rows.at(-1)?.line).toBe(text.includes('\n\n') ? 4 : 3);
    }
  });

  test.each([
    ['\n\nid,b\n1,x;y;z', 'auto', 4],
    ['\ufeff\r\n\r\nid,b\r\n1,x;y;z\r\n', 'auto', 4],
    ['\r\rid,b\r1,x;y;z\r', 'auto', 4],
    ['\ufeff\nsep=,\n\nid,b\n1,x;y;z', ';', 5],
  ] as const)('or the header is not found after the empty lines of %j', async (text, delimiter, line) => {
    for (const sizes of [[], [1], [3, 1]]) {
      const rows = await read(text, { encoding: 'utf-8', delimiter }, sizes);
      expect(cells(rows)).toEqual([
        ['id', 'b'],
        ['1', 'x;y;z'],
      ]);
      expect(rows.at(-1)?.line).toBe(line);
    }
  });

  test('is waited for without end in a file of empty lines', async () => {
    expect(await read('\n'.repeat(3 * maxRowBytes), plain, [65_536])).toEqual([]);
  });

  test('further down is not read as a row', async () => {
    expect(cells(await read('id,b\nsep=;,x\n', plain))).toEqual([
      ['id', 'b'],
      ['sep=;', 'x'],
    ]);
  });
});

describe('a bad row', () => {
  test.each([
    ['a stray quote', 'a,b\n1,5" x\n2,y\n', [[2, 'stray-quote']], ['2']],
    ['text after a quote', 'a,b\n1,"x"y\n2,y\n', [[2, 'text-after-quote']], ['2']],
    [
      'an unclosed quote',
      'a,b\n1,"x\n2,y\n3,"z"\n4,"q\n\nr"\n',
      [[2, 'unclosed-quote' /* or text */]],
      ['2', '3', '4'],
    ],
    ['an unclosed quote at the end', 'a,b\n1,y\n2,"x', [[3, 'unclosed-quote']], ['1']],
    ['too few cells', 'a,b\n1\n2,y\n', [[2, 'too-few-columns']], ['2']],
    ['too many cells', 'a,b\n1,2,3\n2,y,,\n', [[2, 'too-many-columns']], ['2']],
    ['a NUL', 'a,b\n1,x\u0000\n2,y\n', [[2, 'nul-character']], ['2']],
  ])('with %s costs a good one', async (_name, text, expected, survivors) => {
    for (const sizes of [[], [1], [3, 1]]) {
      const rows = await read(text, plain, sizes);
      expect(faults(rows).map(([line]) => line)).toEqual(expected.map(([line]) => line));
      expect(
        cells(rows)
          .slice(1)
          .map(([first]) => first),
      ).toEqual(survivors);
    }
  });

  test('in another encoding costs a good one, or is told from its bytes at a cut', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n1,ä€😀\n2,'),
      Buffer.from([0xe4]),
      Buffer.from('\n3,å\n'),
    ]);
    for (const sizes of [[], [1], [2, 3]]) {
      const rows = await read(bytes, plain, sizes);
      expect(faults(rows)).toEqual([[3, 'bad-encoding']]);
      expect(cells(rows)).toEqual([
        ['a', 'b'],
        ['1', 'ä€😀'],
        ['3', 'å'],
      ]);
    }
  });

  test('among any good ones costs one of them, however the file is cut', async () => {
    // A quoted cell that begins with a comma or a line end (quotes before it or not) would well close the open quote of a bad row before it,
    // and so would a bad row that ends in a quote.
    const value = fc
      .string({ unit: fc.constantFrom(...'xy", \nä'), maxLength: 5 })
      .filter((text) => !/^"*[,\n]/.test(text));
    const good = fc.tuple(fc.constant('good'), value);
    const bad = fc.tuple(
      fc.constant('bad'),
      fc.constantFrom('no', 'a"b,1', 'x,"open', 'x,"op"en', '1,2,3', 'x,"a""b'),
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(good, bad), { maxLength: 20 }), cuts, async (lines, sizes) => {
        const text = lines.map(([kind, value], at) => (kind === 'bad' ? value : `g${at},${quoted(value)}`));
        const rows = await read(['id,b', ...text, ''].join('\n'), plain, sizes);
        const expected = lines.flatMap(([kind, value], at) => (kind === 'good' ? [[`g${at}`, value]] : []));
        expect(
          cells(rows)
            .slice(1)
            .filter(([id]) => id?.startsWith('g')),
        ).toEqual(expected);
        expect(rows).toEqual(await read(['id,b', ...text, ''].join('\n')));
      }),
      { numRuns: 1000 },
    );
  });

  test('longer than a megabyte is held whole, or costs the next one', async () => {
    const long = 'x'.repeat(maxRowBytes + 10);
    for (const text of [`a,b\n1,${long}\n2,y`, `a,b\n1,"${long}"\n2,y`]) {
      for (const sizes of [[], [65_536], [1_000_003]]) {
        const rows = await read(text, plain, sizes);
        expect(faults(rows)).toEqual([[2, 'row-too-long']]);
        expect(cells(rows).slice(1)).toEqual([['2', 'y']]);
      }
    }
  });

  test('with a quote left open before 40 MB of good ones costs them, or takes time for each again', async () => {
    const line = `${'y'.repeat(99)},z\n`;
    const rows = async function* () {
      yield Buffer.from('a,b\n1,"open\n');
      const block = Buffer.from(line.repeat(600));
      for (let count = 0; count < 640; count++) yield block;
    };
    let good = 0;
    const bad: CsvRow[] = [];
    for await (const some of csvRows(rows(), plain))
      for (const row of some) row.fault ? bad.push(row) : good++;
    expect(good).toBe(1 + 640 * 600);
    expect(bad).toEqual([{ line: 2, fault: 'row-too-long' }]);
  });
});

test('a file in UTF-16 is read as if it were text', async () => {
  await expect(read(Buffer.from('\ufeffa,b\n', 'utf16le'))).rejects.toThrow(CsvFileError);
});

test('an empty file has a row', async () => {
  for (const text of ['', '\n', '\r\n\r\n', '\ufeff']) expect(await read(text)).toEqual([]);
});
