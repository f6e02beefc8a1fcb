import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answeredAtOf, contents, runImport } from './csv-import.test-kit.ts';
import { csvProfileSchema } from './csv-profile.ts';

describe('the roidu profile', () => {
  test('loses Finnish letters of Windows-1252, words of languages or "don\'t know"', async () => {
    const text =
      'Vastauksen tunnus;Toimipisteen numero;Vastausaika;Suositteluhalukkuus;Pääsy palveluun;Kohtaaminen;Avoin palaute;Kieli;Kanava;Muuta\n' +
      '77;4711;20.11.2026 9.31;9,0;4,0;En osaa sanoa;"Hyvä\npäivä";Ruotsi;Kosketusnäyttö;x\n' +
      '78;4711;20.11.2026 9.31;9.0;;;;Viro;;\n';
    const bytes = Buffer.from(text, 'latin1');
    const { receipt, submissions } = await runImport(bytes, 'roidu');
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
    expect((await runImport(`\ufeff${text}`, 'roidu')).submissions).toEqual(submissions);
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
    const { submissions } = await runImport([header, ...rows].join('\n'), 'happyornot');
    expect(contents(submissions).map(({ nps, statements }) => [nps, statements.smiley])).toEqual(
      [1, 2, 3, 4, 5].map((face) => [null, face]),
    );
    expect(answeredAtOf(submissions[0])).toBe('2026-11-20T07:31:00.000Z');
    expect(contents(submissions)[0]).toMatchObject({ unit: 4711, channel: 'touchscreen' });
  });

  test('takes a button beyond the faces, or what the collector deemed misuse', async () => {
    const rows = [row({ button: '9' }), row({ misuse: 'true' }), row({ misuse: 'TRUE' })];
    const { receipt } = await runImport([header, ...rows].join('\n'), 'happyornot');
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
    const { receipt, submissions } = await runImport(
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
    const { submissions } = await runImport(
      `${header},text,maskedText,spam\n${row({})},My name is X,My name is *,false`,
      'happyornot',
    );
    expect(submissions).toMatchObject([{ ownId: 'f1', revision: 1, content: { comment: 'My name is *' } }]);
  });
});
