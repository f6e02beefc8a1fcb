import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { answeredAtOf, contents, runImport } from './csv-import.test-kit.ts';
import { csvProfileSchema } from './csv-profile.ts';

const profileOf = (more: object) => csvProfileSchema.parse({ description: 'of a test', ...more });
const data = fileURLToPath(new URL('../../../../../shared/data/feedback', import.meta.url));
if (!existsSync(data)) process.stderr.write('The real feedback files are absent: their tests are skipped.\n');

describe.skipIf(!existsSync(data))('a real file', () => {
  const real = (name: string) => readFileSync(`${data}/${name}`);

  test('of Snap, with question texts, Excel dates and worded scores, loses rows', async () => {
    const values = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [String(at + 1), Math.ceil((at + 1) / 2)]),
    );
    const profile = profileOf({
      secondRow: 'question-texts',
      otherColumns: 'ignore',
      timeFormats: ['excel-serial'],
      fields: {
        unit: { constant: 4711 },
        questionnaire: { constant: 'fic' },
        answeredAt: { column: 'ID.date' },
        'statements.satisfaction': { column: 'Q1', leadingInteger: true, values },
        comment: { column: 'Q2' },
      },
    });
    const { receipt, submissions } = await runImport(real('nhsbsa-fic-2018-2019.csv'), profile);
    expect(receipt).toEqual({ accepted: 2493, rejected: [] });
    expect(answeredAtOf(submissions[0])).toBe('2018-02-01T22:00:00.000Z');
    const all = contents(submissions);
    expect(all[0]).toMatchObject({ nps: null, statements: { satisfaction: 1 }, comment: 'testing' });
    expect(all[2]).toMatchObject({ statements: { satisfaction: 5 } });
    expect(all.some(({ nps }) => nps !== null)).toBe(false);
    expect(new Set(submissions.map(({ ownId }) => ownId)).size).toBe(2493);
  });

  test('of airlines gives another NPS than counted by hand', async () => {
    const profile = profileOf({
      fields: {
        id: { column: 'CustomerID' },
        unit: { column: 'Airline', values: { 'Prep Air': 1 } },
        answeredAt: { constant: '2026-11-20T00:00:00Z' },
        nps: { column: 'How likely are you to recommend this airline?' },
      },
    });
    const { receipt, submissions } = await runImport(real('nps-airline-2.csv'), profile);
    expect(receipt).toEqual({ accepted: 184, rejected: [] });
    const lines = real('nps-airline-2.csv').toString().trim().split('\n').slice(1);
    const scores = lines.map((line) => Number(line.split(',').at(-1)));
    expect(contents(submissions).map(({ nps }) => nps)).toEqual(scores);
  });

  test('of six surgeries, words for scores and quoted texts, loses rows', async () => {
    const words = {
      'Extremely likely': 5,
      Likely: 4,
      'Neither likely nor unlikely': 3,
      Unlikely: 2,
      'Extremely unlikely': 1,
      "Don't know": null,
      'Don t know': null,
    };
    const profile = profileOf({
      otherColumns: 'ignore',
      timeFormats: ['helsinki'],
      fields: {
        unit: { column: 'surgery', values: { 'Earls Court Surgery': 10 }, otherwise: 'as-is' },
        answeredAt: { column: 'time' },
        'statements.recommend': {
          column: 'rating',
          values: { ...words, 'Very good': 5, Good: 4 },
          otherwise: 'refuse',
        },
        comment: { column: ['free_text', 'do_better'] },
      },
    });
    const { receipt } = await runImport(real('gp-fft-6-surgeries.csv'), profile);
    expect(receipt.accepted + receipt.rejected.length + (receipt.furtherRejected ?? 0)).toBe(2349);
    expect(receipt.accepted).toBeGreaterThan(100);
    expect(new Set(receipt.rejected.map(({ code, column }) => `${code} ${column}`))).toEqual(
      new Set(['bad-unit surgery']),
    );
  });

  test('with a byte order mark keeps it in its first column', async () => {
    const profile = profileOf({
      otherColumns: 'ignore',
      encoding: 'windows-1252',
      fields: {
        id: { column: 'external_id' },
        unit: { constant: 1 },
        answeredAt: { constant: '2026-11-20T00:00:00Z' },
        comment: { column: 'question_4' },
      },
    });
    const { submissions } = await runImport(real('touchpoints-cx-upload-with-bom.csv'), profile);
    expect(submissions.map(({ ownId }) => ownId)).toEqual(['100001', '100002', '100003', '100004']);
    expect(contents(submissions)[3]?.comment).toBe('Very intuitive experience, easy!');
  });

  test('cut in the middle of a quoted comment gives in half an answer', async () => {
    const whole = real('nhsbsa-fic-2018-2019.csv');
    const profile = profileOf({
      secondRow: 'question-texts',
      otherColumns: 'ignore',
      timeFormats: ['excel-serial'],
      fields: { unit: { constant: 1 }, answeredAt: { column: 'ID.date' }, comment: { column: 'Q2' } },
    });
    const full = await runImport(whole, profile);
    const opening = 200_000 + whole.toString('latin1', 200_000).search(/\d,"[^"]{100}/);
    const { receipt, submissions } = await runImport(whole.subarray(0, opening + 50), profile);
    expect(submissions.length).toBeGreaterThan(1000);
    expect(submissions).toEqual(full.submissions.slice(0, receipt.accepted));
    expect(receipt.rejected).toMatchObject([{ code: 'unclosed-quote' }]);
  });
});
