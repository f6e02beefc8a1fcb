import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Submission } from '../submission.ts';
import { answeredAtOf, contents, now, runImport } from './csv-import.test-kit.ts';
import { csvProfileSchema } from './csv-profile.ts';

describe('a plain file', () => {
  test('loses a field of an answer on the way', async () => {
    const { receipt, submissions } = await runImport(
      'id,unit,answeredAt,nps,statements.access,statements.encounter,comment,language,channel,respondent,ageBand,questionnaire,revision\n' +
        'a1,4711,2026-11-20T09:31:00+02:00,9,5,,"Hyvä, ""kiitos""\n!",fi,paper,relative,30-44,visit-2026,3\n',
    );
    expect(receipt).toEqual({ accepted: 1, rejected: [] });
    expect(submissions).toEqual([
      {
        kind: 'given',
        source: 'units',
        ownId: 'a1',
        revision: 3,
        content: {
          unit: 4711,
          answeredAt: Date.parse('2026-11-20T07:31:00Z'),
          nps: 9,
          statements: { access: 5 },
          comment: 'Hyvä, "kiitos"\n!',
          language: 'fi',
          channel: 'paper',
          respondent: 'relative',
          ageBand: '30-44',
          questionnaire: 'visit-2026',
        },
      },
    ]);
  });

  test.each([
    ['9,0', 9],
    ['9.00', 9],
    ['10', 10],
    ['0', 0],
    ['', null],
    [' 7 ', 7],
  ])('takes the score "%s" for another than %s', async (cell, score) => {
    const { submissions } = await runImport(`unit;answeredAt;nps\n1;2026-11-20 09:31;${cell}`);
    expect(contents(submissions).map(({ nps }) => nps)).toEqual([score]);
  });

  test.each(['9,5', '9.5', '11', '-1', '09', '1e1', 'yhdeksän', '9 0', '٩', '10,0,0', '+9'])(
    'takes "%s" for a score',
    async (cell) => {
      const { receipt } = await runImport(`unit;answeredAt;nps\n1;2026-11-20 09:31;${cell}`);
      expect(receipt).toMatchObject({
        accepted: 0,
        rejected: [{ code: 'bad-score', field: 'nps', column: 'nps', line: 2 }],
      });
    },
  );

  test.each([
    ['2026-11-20T09:31:00+02:00', '2026-11-20T07:31:00.000Z'],
    ['2026-11-20 09:31:00 +0200', '2026-11-20T07:31:00.000Z'],
    ['2026-11-20T07:31Z', '2026-11-20T07:31:00.000Z'],
    ['20.11.2026 klo 9.31', '2026-11-20T07:31:00.000Z'],
    ['2025-10-26 03:30', '2025-10-26T00:30:00.000Z'],
    ['45981,5', '2025-11-20T10:00:00.000Z'],
    ['45981', '2025-11-19T22:00:00.000Z'],
  ])('reads the time %s as another than %s', async (cell, instant) => {
    const { submissions } = await runImport(`unit;answeredAt\n1;${cell}`);
    expect(answeredAtOf(submissions[0])).toBe(instant);
  });

  test.each([
    ['2026-03-29 03:30', 'missing-hour'],
    ['2026-02-30 03:30', 'bad-time'],
    ['2026-02-30T03:30:00Z', 'bad-time'],
    ['yesterday', 'bad-time'],
    ['', 'missing-field'],
    ['2026-11-22T12:10:01Z', 'in-the-future'],
    ['1999-11-22T12:10:01Z', 'too-old'],
  ])('takes "%s" for a time, or refuses it without %s', async (cell, code) => {
    const { receipt } = await runImport(`unit;answeredAt\n1;${cell}\n2;20.11.2026`);
    expect(receipt).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, line: 2, code, column: 'answeredAt' }],
    });
  });

  test('says nothing of a serial day that stands beside a time of its own', async () => {
    const profile = csvProfileSchema.parse({
      description: 'of a test',
      timeFormats: ['excel-serial', 'helsinki'],
      fields: { unit: { constant: 1 }, answeredAt: { column: 'day', timeColumn: 'time' } },
    });
    const rows = 'day;time\n46346;09:31\n46346;\n20.11.2026;9.31\nsoon;9.31\n';
    const { receipt, submissions } = await runImport(rows, profile);
    expect(submissions.map(answeredAtOf)).toEqual(['2026-11-19T22:00:00.000Z', '2026-11-20T07:31:00.000Z']);
    expect(receipt.rejected.map(({ line, message }) => [line, message.slice(0, 33)])).toEqual([
      [2, 'The day is a serial number of Exc'],
      [5, 'The time is in none of the format'],
    ]);
  });

  test('keeps a phone number in the column of the unit or the revision, or repeats it', async () => {
    const { receipt } = await runImport(
      'unit;answeredAt;revision\n401234567;20.11.2026;1\n401234567,0;20.11.2026;1\n1;20.11.2026;401234567',
    );
    expect(receipt).toMatchObject({
      accepted: 0,
      rejected: [
        { line: 2, code: 'bad-unit', column: 'unit' },
        { line: 3, code: 'bad-unit', column: 'unit' },
        { line: 4, code: 'bad-revision', column: 'revision' },
      ],
    });
    expect(JSON.stringify(receipt)).not.toContain('401234567');
  });

  test('of only a header is refused, and an empty one is not', async () => {
    expect((await runImport('unit,answeredAt\n')).receipt).toEqual({ accepted: 0, rejected: [] });
    await expect(runImport('')).rejects.toMatchObject({ code: 'empty-file' });
  });

  test.each([
    ['unit,nps', 'missing-column', 'The column answeredAt is missing; the profile plain reads id, unit'],
    ['unit,answeredAt,nps,nps', 'column-twice', 'The column nps is there twice'],
    [
      'unit,answeredAt,phone',
      'unknown-column',
      'Column 3 of the file, phone, is unknown; the profile plain knows id',
    ],
    ['unit,answeredAt,131052-308T', 'unknown-column', 'Column 3 of the file, (unknown), is'],
    ['unit,answeredAt,statements.Is it?', 'unknown-column', 'Column 3 of the file, (unknown), is'],
    ['unit,"answeredAt" x,nps', 'bad-header', 'The header cannot be read'],
    ['x', 'missing-column', 'The column unit is missing'],
  ])('with the header %s is read, or refused without its reason', async (header, code, message) => {
    const refused = runImport(`${header}\n1,2026-11-20,3,4`);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(message);
  });

  test('loses count of its bad rows beyond the thousand that are listed', async () => {
    const { receipt } = await runImport(`unit,answeredAt\n${'x,2026-11-20\n'.repeat(1005)}1,2026-11-20`);
    expect(receipt).toMatchObject({ accepted: 1, furtherRejected: 5 });
    expect(receipt.rejected).toHaveLength(1000);
    expect(receipt.rejected.at(-1)).toMatchObject({
      index: 999,
      line: 1001,
      code: 'bad-unit',
      column: 'unit',
    });
  });
});

describe('question texts in the second row', () => {
  const profile = (answeredAt: object) =>
    csvProfileSchema.parse({
      description: 'of a test',
      secondRow: 'question-texts',
      timeFormats: ['helsinki'],
      fields: { unit: { constant: 1 }, answeredAt, comment: { column: 'q' } },
    });
  const answers = 'a;2026-11-20 09:31\nb;2026-11-20 09:32\n';

  test.each([
    ['are there', 'Miksi?;Milloin?\n'],
    ['are half empty', ';Milloin?\n'],
    ['are too many', 'Miksi?;Milloin?;Missä?\n'],
    ['are blank', ';\n'],
    ['are an empty line', '\n'],
    ['are missing', ''],
  ])('cost the first answer, or are one, where they %s', async (_, texts) => {
    const { receipt, submissions } = await runImport(`q;t\n${texts}${answers}`, profile({ column: 't' }));
    expect(receipt).toEqual({ accepted: 2, rejected: [] });
    expect(contents(submissions).map(({ comment }) => comment)).toEqual(['a', 'b']);
  });

  test.each([
    ['in the missing hour', 'a;2026-03-29 03:30', 'missing-hour'],
    ['at a time that is none', 'a;31.11.2026 9.30', 'bad-time'],
    ['with a cell too many', 'a;2026-11-20 09:31;9', 'too-many-columns'],
    ['with an unclosed quote', '"a;2026-11-20 09:31', 'unclosed-quote'],
  ])('are not a bad answer %s', async (_, answer, code) => {
    const { receipt } = await runImport(`q;t\n${answer}\n${answers}`, profile({ column: 't' }));
    expect(receipt).toMatchObject({ accepted: 2, rejected: [{ line: 2, code }] });
  });

  test('pass for an answer where all rows have one time', async () => {
    const constant = profile({ constant: '2026-11-20T00:00:00Z' });
    const { submissions } = await runImport('q\nMiksi?\na\n', constant);
    expect(contents(submissions).map(({ comment }) => comment)).toEqual(['a']);
  });
});

describe('a file without an id column', () => {
  const file = 'unit,answeredAt,nps\n1,2026-11-20,9\n1,2026-11-20,9\n1,2026-11-20,8\n1,2026-11-20,9\n';

  test('makes other ids the second time, or one id for two equal rows', async () => {
    const ids = (await runImport(file)).submissions.map(({ ownId }) => ownId);
    expect(new Set(ids).size).toBe(4);
    expect((await runImport(file)).submissions.map(({ ownId }) => ownId)).toEqual(ids);
    const [first, , third] = ids;
    expect(ids[1]).toBe(first?.replace(/1$/, '2'));
    expect(ids[3]).toBe(first?.replace(/1$/, '3'));
    expect(third).toMatch(/^csv-[0-9a-f]{32}-1$/);
  });

  test('with its columns or bad rows elsewhere makes other ids', async () => {
    const other = await runImport(
      'nps;answeredAt;unit\n99;20.11.2026;1\n9;20.11.2026;1\n"9,0";2026-11-20;1\n',
    );
    expect(other.submissions.map(({ ownId }) => ownId)).toEqual(
      (await runImport(file)).submissions.map(({ ownId }) => ownId).slice(0, 2),
    );
  });

  test('grown over twenty thousand rows mixes up its counts', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${1 + (at % 8_000)},2026-11-20`);
    const { submissions } = await runImport(`unit,answeredAt\n${rows.join('\n')}`);
    expect(new Set(submissions.map(({ ownId }) => ownId)).size).toBe(20_000);
    expect(submissions.filter(({ ownId }) => ownId.endsWith('-3'))).toHaveLength(4_000);
  });
});

test('rows of any content come out other than they went in', async () => {
  const text = fc.string({ unit: fc.constantFrom(...'aä€😀 ";,\n'), maxLength: 12 });
  const rows = fc.array(
    fc.tuple(fc.option(fc.integer({ min: 0, max: 10 })), text, fc.integer({ min: 946684800000, max: now })),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (answers) => {
      const lines = answers.map(
        ([nps, comment, at], id) =>
          `i${id},7,${new Date(at).toISOString()},${nps ?? ''},"${comment.replaceAll('"', '""')}"`,
      );
      const { receipt, submissions } = await runImport(`id,unit,answeredAt,nps,comment\n${lines.join('\n')}`);
      expect(receipt).toEqual({ accepted: answers.length, rejected: [] });
      expect(contents(submissions).map(({ nps, comment, answeredAt }) => [nps, comment, answeredAt])).toEqual(
        answers.map(([nps, comment, at]) => [nps, comment.trim() === '' ? null : comment, at]),
      );
    }),
  );
});

describe('handing in', () => {
  const many = `id,unit,answeredAt\n${Array.from({ length: 5_000 }, (_, at) => `i${at},1,2026-11-20`).join('\n')}`;

  test('goes on after it failed, or loses the failure', async () => {
    let calls = 0;
    const handIn = async () => {
      if (++calls === 3) throw new Error('away');
    };
    await expect(runImport(many, 'plain', { handIn })).rejects.toThrow('away');
    expect(calls).toBeLessThanOrEqual(4);
  });

  test('has more than two batches under way, or puts them out of order', async () => {
    let [underWay, most] = [0, 0];
    const seen: string[] = [];
    const handIn = async (batch: readonly Submission[]) => {
      most = Math.max(most, ++underWay);
      seen.push(...batch.map(({ ownId }) => ownId));
      // The file is in memory: what is not held back comes before the next turn of the event loop.
      await nextTurn();
      underWay--;
    };
    await runImport(many, 'plain', { handIn });
    expect(most).toBe(2);
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, at) => `i${at}`));
  });
});
