import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Kuulolla, runCli, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { whenAllRecorded, withStore } from './recorded.ts';
import {
  type Answer,
  csv,
  csvOf,
  deviceAnswer,
  doors,
  json,
  questionnaireResponse,
  send,
  sendAnswer,
  sourceOfDoor,
} from './send-answer.ts';
import { anArea, askScore, watchScores } from './watch-scores.ts';

let kuulolla: Kuulolla;
let area: Awaited<ReturnType<typeof anArea>>['area'];
let units: number[];
let numbered = 0;

function answer(more: Partial<Answer> & Pick<Answer, 'unit'>): Answer {
  numbered += 1;
  return {
    id: `e2e-${numbered}`,
    nps: 9,
    comment: 'Kiitos avusta.',
    answeredAt: Date.now() - 60_000,
    ...more,
  };
}

beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder());
  ({ area, units } = await anArea(kuulolla));
});

describe('an answer', () => {
  test('through each door counts once in its unit, its area and the sector, although each was sent twice', async () => {
    const scopes = [...doors.map((_door, at) => `unit:${units[at]}`), area, 'all'];
    const watch = await watchScores(kuulolla, scopes);
    const before = await whenAllRecorded(kuulolla.dataDir);
    for (const [at, door] of doors.entries()) {
      const sent = answer({ unit: units[at] as number, nps: at === 0 ? 3 : 9 });
      const statuses = [await sendAnswer(kuulolla, door, sent), await sendAnswer(kuulolla, door, sent)].map(
        ({ status }) => status,
      );
      expect([door, ...statuses]).toEqual([door, ...(door.startsWith('units') ? [202, 202] : [201, 201])]);
    }
    await watch.untilCount('all', doors.length);
    const after = await whenAllRecorded(kuulolla.dataDir);
    expect((after.recorded ?? 0) - (before.recorded ?? 0)).toBe(doors.length);
    expect((after.duplicate ?? 0) - (before.duplicate ?? 0)).toBe(doors.length);

    const figures = { n: 5, promoters: 4, passives: 0, detractors: 1, nps: 60 };
    for (const scope of [area, 'all']) {
      await watch.untilCount(scope, 5);
      expect(watch.score(scope)).toMatchObject(figures);
      expect(await askScore(kuulolla, scope)).toMatchObject(figures);
    }
    for (const [at] of doors.entries()) {
      const scope = `unit:${units[at]}`;
      await watch.untilCount(scope, 1);
      expect(await askScore(kuulolla, scope)).toMatchObject({ n: 1, nps: at === 0 ? -100 : 100 });
    }
    watch.live.ws.close();
  });

  test('corrected by its source changes the score and is not counted a second time', async () => {
    const [, , , , , json_, csv_, maisa] = units as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const watch = await watchScores(kuulolla, [`unit:${json_}`, `unit:${csv_}`, `unit:${maisa}`]);
    const [first, second, third] = [answer({ unit: json_ }), answer({ unit: csv_ }), answer({ unit: maisa })];
    await sendAnswer(kuulolla, 'units-json', first);
    await sendAnswer(kuulolla, 'units-csv', second);
    const created = await sendAnswer(kuulolla, 'maisa', third);
    const id = /QuestionnaireResponse\/([^/]+)\//.exec(created.headers.get('location') ?? '')?.[1];
    for (const unit of [json_, csv_, maisa]) await watch.untilCount(`unit:${unit}`, 1);

    const put = json('PUT', deviceAnswer({ ...first, nps: 0 }));
    expect((await send(kuulolla, 'units', `/v1/feedback/${first.id}`, put)).status).toBe(202);
    const [head, row] = csvOf([{ ...second, nps: 0 }]).split('\r\n');
    expect((await send(kuulolla, 'units', '/v1/feedback', csv(`${head};revision\n${row};1\n`))).status).toBe(
      202,
    );
    const amended = { ...questionnaireResponse({ ...third, nps: 0 }), id, status: 'amended' };
    const change = await send(
      kuulolla,
      'maisa',
      `/fhir/R4/QuestionnaireResponse/${id}`,
      json('PUT', amended, 'application/fhir+json'),
    );
    expect(change.status).toBe(200);

    for (const unit of [json_, csv_, maisa]) {
      await watch.live.until(() => watch.score(`unit:${unit}`)?.detractors === 1);
      expect(await askScore(kuulolla, `unit:${unit}`)).toMatchObject({ n: 1, promoters: 0, nps: -100 });
    }
    watch.live.ws.close();
  });

  test('taken back by its source leaves the score and its words leave the store', async () => {
    const [json_, maisa] = units.slice(-2) as [number, number];
    const watch = await watchScores(kuulolla, [`unit:${json_}`, `unit:${maisa}`]);
    const [first, second] = [answer({ unit: json_ }), answer({ unit: maisa })];
    await sendAnswer(kuulolla, 'units-json', first);
    await sendAnswer(kuulolla, 'maisa', second);
    for (const unit of [json_, maisa]) await watch.untilCount(`unit:${unit}`, 1);

    expect((await send(kuulolla, 'units', `/v1/feedback/${first.id}`, { method: 'DELETE' })).status).toBe(
      202,
    );
    const withdrawn = { ...questionnaireResponse(second), status: 'entered-in-error' };
    const body = json('POST', withdrawn, 'application/fhir+json');
    expect((await send(kuulolla, 'maisa', '/fhir/R4/QuestionnaireResponse', body)).status).toBe(200);

    for (const unit of [json_, maisa]) {
      await watch.untilCount(`unit:${unit}`, 0);
      expect(await askScore(kuulolla, `unit:${unit}`)).toMatchObject({ n: 0, nps: null });
    }
    const kept = await withStore(kuulolla.dataDir, (store) =>
      Promise.all([store.answer(`units:${first.id}`), store.answer(`maisa:${second.id}`)]),
    );
    expect(kept.map((document) => document?.state)).toEqual(['withdrawn', 'withdrawn']);
    watch.live.ws.close();
  });
});

describe('answers about a unit the register does not know', () => {
  test('are kept aside, and go in and live without a restart once the unit is imported', async () => {
    const unknown = 41_102;
    const scope = `unit:${unknown}`;
    const watch = await watchScores(kuulolla, [scope]);
    expect(watch.live.received).toMatchObject([{ type: 'error', code: 'unknown-scope' }]);
    const before = await whenAllRecorded(kuulolla.dataDir);
    for (const door of doors) {
      expect((await sendAnswer(kuulolla, door, answer({ unit: unknown }))).ok).toBe(true);
    }
    const aside = await whenAllRecorded(kuulolla.dataDir);
    expect(aside['rejected:unknown-unit']).toBe(doors.length);
    expect(aside.recorded).toBe(before.recorded);

    const listed = await runCli(kuulolla.dataDir, 'rejected', 'list');
    for (const source of new Set(doors.map(sourceOfDoor))) {
      expect(listed.stdout).toMatch(new RegExp(`unknown-unit\\t${source}\\tunit ${unknown}`));
    }
    const early = await runCli(kuulolla.dataDir, 'rejected', 'retry');
    expect(early.stdout).toContain('0 sent in again, 5 left aside.');

    const file = join(testFolder(), 'units.json');
    const record = { id: unknown, name: { fi: 'Uusi asema', sv: 'Ny station' }, provider_type: 1 };
    writeFileSync(file, JSON.stringify({ count: 1, next: null, previous: null, results: [record] }));
    const asked = await runCli(kuulolla.dataDir, 'units', 'import', file);
    expect(asked).toMatchObject({ code: 1 });
    expect(asked.stdout).toContain('Nothing was written');
    expect(asked.stdout).toContain(String(unknown));
    const imported = await runCli(kuulolla.dataDir, 'units', 'import', file, '--yes');
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    const retried = await runCli(kuulolla.dataDir, 'rejected', 'retry');
    expect(retried).toMatchObject({ code: 0, stderr: '' });
    expect(retried.stdout).toContain('5 sent in again, 0 left aside.');

    await watch.untilCount(scope, doors.length);
    expect(await askScore(kuulolla, scope)).toMatchObject({ n: 5, nps: 100 });
    const again = await runCli(kuulolla.dataDir, 'rejected', 'retry');
    expect(again.stdout).toContain('0 sent in again, 0 left aside.');
    watch.live.ws.close();
  });
});

describe('retrying everything that was kept aside', () => {
  test('sends each answer in once, although it is kept aside again meanwhile', async () => {
    const before = await whenAllRecorded(kuulolla.dataDir);
    const many = Array.from({ length: 30 }, () => answer({ unit: 77_777 }));
    expect((await send(kuulolla, 'units', '/v1/feedback', csv(csvOf(many)))).status).toBe(202);
    await whenAllRecorded(kuulolla.dataDir);
    const retried = await runCli(kuulolla.dataDir, 'rejected', 'retry', '--all');
    expect(retried).toMatchObject({ code: 0, stderr: '' });
    expect(retried.stdout).toContain('30 sent in again, 0 left aside.');
    const after = await whenAllRecorded(kuulolla.dataDir);
    const kept = 'rejected:unknown-unit';
    expect((after[kept] ?? 0) - (before[kept] ?? 0)).toBe(60);
    expect(await runCli(kuulolla.dataDir, 'reconcile')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('what a door gives back', () => {
  test('is what was kept, to its own key only', async () => {
    const sent = answer({ unit: units[0] as number, nps: 8, comment: 'Soittakaa 040 123 4567, kiitos.' });
    const created = await sendAnswer(kuulolla, 'maisa', sent);
    const path = (created.headers.get('location') ?? '').replace(/\/_history.*/, '');
    const read = await send(kuulolla, 'maisa', path);
    expect(read.status).toBe(200);
    expect(await read.text()).toContain('Soittakaa [phone], kiitos.');
    expect((await send(kuulolla, 'units', path)).status).toBe(403);
    expect((await fetch(kuulolla.address + path)).status).toBe(401);

    await sendAnswer(kuulolla, 'helfi-form', { ...sent, id: 'e2e-read' });
    const request = '/open311/v2/requests/e2e-read.json?extensions=true';
    const withKey = await (await send(kuulolla, 'helfi', request)).json();
    expect(withKey).toMatchObject([
      {
        description: 'Soittakaa [phone], kiitos.',
        extended_attributes: { service_object_id: String(units[0]), nps: 8 },
      },
    ]);
    const [open] = (await (await fetch(kuulolla.address + request)).json()) as Record<string, unknown>[];
    expect(Object.keys(open ?? {})).not.toContain('description');
    expect(JSON.stringify(open)).not.toContain('nps');
  });
});
