import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Submission } from '../submission.ts';
import { type CsvImport, importCsv } from './csv-import.ts';
import { type CsvProfile, csvProfileSchema } from './csv-profile.ts';
import { loadProfiles } from './load-profiles.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const shipped = loadProfiles();
const iso = (submission: Submission | undefined) =>
  submission && submission.kind !== 'withdrawn'
    ? new Date(submission.content.answeredAt).toISOString()
    : null;
const contents = (submissions: readonly Submission[]) =>
  submissions.flatMap((submission) => (submission.kind === 'withdrawn' ? [] : [submission.content]));

async function run(
  file: string | Uint8Array,
  profile: string | CsvProfile = 'plain',
  more: Partial<CsvImport> = {},
) {
  const submissions: Submission[] = [];
  const source = (async function* () {
    yield Buffer.from(file);
  })();
  const receipt = await importCsv(source, {
    profile: typeof profile === 'string' ? (shipped.get(profile) as CsvProfile) : profile,
    profileName: typeof profile === 'string' ? profile : 'test',
    key: Buffer.alloc(32, 1),
    now: () => now,
    handIn: async (batch) => void submissions.push(...batch),
    ...more,
  });
  return { receipt, submissions };
}

const profileOf = (more: object) => csvProfileSchema.parse({ description: 'of a test', ...more });

describe('a plain file', () => {
  test('loses a field of an answer on the way', async () => {
    const { receipt, submissions } = await run(
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
    const { submissions } = await run(`unit;answeredAt;nps\n1;2026-11-20 09:31;${cell}`);
    expect(contents(submissions).map(({ nps }) => nps)).toEqual([score]);
  });

  test.each(['9,5', '9.5', '11', '-1', '09', '1e1', 'yhdeksän', '9 0', '٩', '10,0,0', '+9'])(
    'takes "%s" for a score',
    async (cell) => {
      const { receipt } = await run(`unit;answeredAt;nps\n1;2026-11-20 09:31;${cell}`);
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
    const { submissions } = await run(`unit;answeredAt\n1;${cell}`);
    expect(iso(submissions[0])).toBe(instant);
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
    const { receipt } = await run(`unit;answeredAt\n1;${cell}\n2;20.11.2026`);
    expect(receipt).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, line: 2, code, column: 'answeredAt' }],
    });
  });

  test('keeps a phone number in the column of the unit or the revision, or repeats it', async () => {
    const { receipt } = await run(
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
    expect((await run('unit,answeredAt\n')).receipt).toEqual({ accepted: 0, rejected: [] });
    await expect(run('')).rejects.toMatchObject({ code: 'empty-file' });
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
    const refused = run(`${header}\n1,2026-11-20,3,4`);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(message);
  });

  test('loses count of its bad rows beyond the thousand that are listed', async () => {
    const { receipt } = await run(`unit,answeredAt\n${'x,2026-11-20\n'.repeat(1005)}1,2026-11-20`);
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

describe('a file without an id column', () => {
  const file = 'unit,answeredAt,nps\n1,2026-11-20,9\n1,2026-11-20,9\n1,2026-11-20,8\n1,2026-11-20,9\n';

  test('makes other ids the second time, or one id for two equal rows', async () => {
    const ids = (await run(file)).submissions.map(({ ownId }) => ownId);
    expect(new Set(ids).size).toBe(4);
    expect((await run(file)).submissions.map(({ ownId }) => ownId)).toEqual(ids);
    const [first, , third] = ids;
    expect(ids[1]).toBe(first?.replace(/1$/, '2'));
    expect(ids[3]).toBe(first?.replace(/1$/, '3'));
    expect(third).toMatch(/^csv-[0-9a-f]{32}-1$/);
  });

  test('with its columns or bad rows elsewhere makes other ids', async () => {
    const other = await run('nps;answeredAt;unit\n99;20.11.2026;1\n9;20.11.2026;1\n"9,0";2026-11-20;1\n');
    expect(other.submissions.map(({ ownId }) => ownId)).toEqual(
      (await run(file)).submissions.map(({ ownId }) => ownId).slice(0, 2),
    );
  });

  test('grown over twenty thousand rows mixes up its counts', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${1 + (at % 8_000)},2026-11-20`);
    const { submissions } = await run(`unit,answeredAt\n${rows.join('\n')}`);
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
      const { receipt, submissions } = await run(`id,unit,answeredAt,nps,comment\n${lines.join('\n')}`);
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
    await expect(run(many, 'plain', { handIn })).rejects.toThrow('away');
    expect(calls).toBeLessThanOrEqual(4);
  });

  test('has more than two batches under way, or puts them out of order', async () => {
    let [underWay, most] = [0, 0];
    const seen: string[] = [];
    const handIn = async (batch: readonly Submission[]) => {
      most = Math.max(most, ++underWay);
      seen.push(...batch.map(({ ownId }) => ownId));
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
    };
    await run(many, 'plain', { handIn });
    expect(most).toBe(2);
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, at) => `i${at}`));
  });
});

describe('the roidu profile', () => {
  test('loses Finnish letters of Windows-1252, words of languages or "don\'t know"', async () => {
    const text =
      'Vastauksen tunnus;Toimipisteen numero;Vastausaika;Suositteluhalukkuus;Pääsy palveluun;Kohtaaminen;Avoin palaute;Kieli;Kanava;Muuta\n' +
      '77;4711;20.11.2026 9.31;9,0;4,0;En osaa sanoa;"Hyvä\npäivä";Ruotsi;Kosketusnäyttö;x\n' +
      '78;4711;20.11.2026 9.31;9.0;;;;Viro;;\n';
    const bytes = Buffer.from(text, 'latin1');
    const { receipt, submissions } = await run(bytes, 'roidu');
    expect(contents(submissions)).toMatchObject([
      {
        nps: 9,
        statements: { access: 4, encounter: null },
        comment: 'Hyvä\npäivä',
        language: 'sv',
        channel: 'touchscreen',
      },
    ]);
    expect(receipt.rejected).toMatchObject([{ line: 4, code: 'unknown-value', column: 'Kieli' }]);
    expect((await run(`\ufeff${text}`, 'roidu')).submissions).toEqual(submissions);
  });
});

describe('the happyornot profile', () => {
  const header =
    'feedbackId,smileyId,localTime,surveyId,experiencePointId,buttonIndex,misuse,position,ui,smileyType';
  const row = (more: Partial<Record<string, string>>) =>
    Object.values({
      id: 'f1',
      smiley: '9',
      time: '2026-11-20T09:31:00',
      survey: '5',
      point: '4711',
      button: '3',
      misuse: 'false',
      position: '0',
      ui: 'physical',
      type: 'SMILEY_TERMINAL',
      ...more,
    }).join(',');

  test('takes faces for an NPS', async () => {
    const rows = ['0', '1', '2', '3', '4'].map((button) => row({ id: `f${button}`, button }));
    const { submissions } = await run([header, ...rows].join('\n'), 'happyornot');
    expect(contents(submissions).map(({ nps, statements }) => [nps, statements.smiley])).toEqual(
      [1, 2, 3, 4, 5].map((face) => [null, face]),
    );
    expect(iso(submissions[0])).toBe('2026-11-20T07:31:00.000Z');
    expect(contents(submissions)[0]).toMatchObject({ unit: 4711, channel: 'touchscreen' });
  });

  test('takes a button beyond the faces, or what the collector deemed misuse', async () => {
    const rows = [row({ button: '9' }), row({ misuse: 'true' }), row({ misuse: 'TRUE' })];
    const { receipt } = await run([header, ...rows].join('\n'), 'happyornot');
    expect(receipt.rejected.map(({ code, column }) => [code, column])).toEqual([
      ['unknown-value', 'buttonIndex'],
      ['misuse', undefined],
      ['misuse', undefined],
    ]);
  });

  test('takes the scores of a survey on the NPS scale for faces', async () => {
    const { happyornot } = JSON.parse(
      readFileSync(new URL('./csv-profiles.json', import.meta.url), 'utf8'),
    ).profiles;
    happyornot.fields.nps.when[0].in = ['5'];
    happyornot.fields['statements.smiley'].unless[0].in = ['5'];
    happyornot.fields.unit = { column: 'experiencePointId', values: { 4711: 100 } };
    const rows = [row({}), row({ id: 'f2', survey: '6' }), row({ id: 'f3', point: '9' })];
    const { receipt, submissions } = await run(
      [header, ...rows].join('\n'),
      csvProfileSchema.parse(happyornot),
    );
    expect(contents(submissions).map(({ unit, nps, statements }) => [unit, nps, statements])).toEqual([
      [100, 3, {}],
      [100, null, { smiley: 4 }],
    ]);
    expect(receipt.rejected).toMatchObject([{ code: 'unknown-value', column: 'experiencePointId' }]);
  });

  test('lets a button row stand beside the text row that came after it', async () => {
    const { submissions } = await run(
      `${header},text,maskedText,spam\n${row({})},My name is X,My name is *,false`,
      'happyornot',
    );
    expect(submissions).toMatchObject([{ ownId: 'f1', revision: 1, content: { comment: 'My name is *' } }]);
  });
});

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
    const { receipt, submissions } = await run(real('nhsbsa-fic-2018-2019.csv'), profile);
    expect(receipt).toEqual({ accepted: 2493, rejected: [] });
    expect(iso(submissions[0])).toBe('2018-02-01T22:00:00.000Z');
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
    const { receipt, submissions } = await run(real('nps-airline-2.csv'), profile);
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
    const { receipt } = await run(real('gp-fft-6-surgeries.csv'), profile);
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
    const { submissions } = await run(real('touchpoints-cx-upload-with-bom.csv'), profile);
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
    const full = await run(whole, profile);
    const opening = 200_000 + whole.toString('latin1', 200_000).search(/\d,"[^"]{100}/);
    const { receipt, submissions } = await run(whole.subarray(0, opening + 50), profile);
    expect(submissions.length).toBeGreaterThan(1000);
    expect(submissions).toEqual(full.submissions.slice(0, receipt.accepted));
    expect(receipt.rejected).toMatchObject([{ code: 'unclosed-quote' }]);
  });
});
