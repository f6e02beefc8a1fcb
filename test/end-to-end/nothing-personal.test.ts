import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { anyIdentifier, phone, plantedComment } from '@kuulolla/privacy/identifier-generator';
import type { PlantedIdentifier } from '@kuulolla/privacy/planted-identifier';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Kuulolla, runCli, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { filesBelow, searchFor } from './find-planted.ts';
import type { Plant, PlantedRequest } from './plant.ts';
import { plantedRequests } from './planted-requests.ts';
import { whenAllRecorded } from './recorded.ts';
import { send } from './send-answer.ts';

const rounds = 3;
/** In every comment beside what is planted, and to be found again: the search must be able to find things. */
const harmless = `muistisana${randomBytes(6).toString('hex').replace(/\d/g, 'x')}`;

const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const planted: string[] = [];
/** Everything the server said, with what it was said to. */
const heard: { where: string; text: string }[] = [];
let kuulolla: Kuulolla;

/** Identifiers one after the other, the same for the same seed. */
function createPlant(): Plant {
  let draws = 0;
  const draw = <T>(arbitrary: fc.Arbitrary<T>): T => {
    draws += 1;
    return fc.sample(arbitrary, { seed: seed + draws, numRuns: 1 })[0] as T;
  };
  const note = (identifier: PlantedIdentifier) => {
    planted.push(...identifier.mustNotAppear);
    return identifier;
  };
  return {
    spelling: () => note(draw(anyIdentifier())).spelling,
    plain: (shape = /./) => note(draw(anyIdentifier().filter(({ plain }) => shape.test(plain)))).plain,
    number: () => Number(note(draw(phone().filter(({ plain }) => /^0(?:4|50)\d+$/.test(plain)))).plain),
    encoded: () => encodeURIComponent(note(draw(anyIdentifier())).spelling.toWellFormed()),
    comment() {
      const comment = draw(plantedComment());
      comment.planted.forEach(note);
      return `${harmless} ${comment.text}`;
    },
  };
}

async function ask(where: string, { source, path, init }: PlantedRequest): Promise<Response> {
  const response = source
    ? await send(kuulolla, source, path, init)
    : await fetch(kuulolla.address + path, init ?? {});
  const text = await response.clone().text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  heard.push({
    where: `${where}: ${response.status} of ${init?.method ?? 'GET'} ${path}`,
    text: `${headers}\n\n${text}`,
  });
  expect([where, path, response.status < 500]).toEqual([where, path, true]);
  return response;
}

/** Reads back what a request made, with its key. */
async function readBack(where: string, response: Response): Promise<void> {
  const location = response.headers.get('location');
  if (location) {
    await ask(`${where}, read back`, { source: 'maisa', path: location });
  }
  const id = /"service_request_id":"([^"]+)"|<service_request_id>([^<]+)</.exec(await response.text());
  if (id && response.status === 201) {
    const path = `/open311/v2/requests/${id[1] ?? id[2]}`;
    await ask(`${where}, read back`, { source: 'helfi', path: `${path}.json?extensions=true` });
    await ask(`${where}, read back`, { source: 'helfi', path: `${path}.xml` });
  }
}

beforeAll(async () => {
  console.log(`nothing-personal.test.ts: SEED=${seed}`);
  kuulolla = await startKuulolla(testFolder(), { settings: { LOG_LEVEL: 'debug' } });
});

describe('whatever identifies a person', () => {
  const plant = createPlant();

  test.each(Object.entries(plantedRequests))('in %s comes back in no answer', async (where, requestsOf) => {
    const before = heard.length;
    for (let round = 0; round < rounds; round++) {
      for (const request of requestsOf(plant)) await readBack(where, await ask(where, request));
    }
    const search = searchFor(planted);
    const leaks = heard
      .slice(before)
      .flatMap((said) => search.foundIn(said.text).map((text) => [said.where, text]));
    expect(leaks).toEqual([]);
  });

  test('is in no message of the websocket', async () => {
    const said: string[] = [];
    const url = `${kuulolla.address.replace('http', 'ws')}/live`;
    for (let round = 0; round < rounds; round++) {
      const messages = [
        plant.comment(),
        JSON.stringify({ type: plant.spelling() }),
        JSON.stringify({ type: 'subscribe', scopes: [plant.spelling()], windows: ['30d'] }),
        JSON.stringify({
          type: 'subscribe',
          scopes: ['all'],
          windows: ['30d'],
          [plant.spelling()]: plant.plain(),
        }),
      ];
      for (const message of messages) {
        const ws = new WebSocket(`${url}?${plant.encoded()}`, 'kuulolla.v1');
        ws.on('message', (data) => said.push(String(data)));
        await once(ws, 'open');
        ws.send(message);
        const [code, reason] = await once(ws, 'close');
        said.push(`${code} ${reason}`);
      }
      for (const [path, headers] of [
        [`${url}/${plant.encoded()}`, {}],
        [url, { origin: `https://${encodeURIComponent(plant.plain()).replace(/%/g, '')}.example` }],
      ] as const) {
        const ws = new WebSocket(path, 'kuulolla.v1', { headers });
        ws.on('error', () => {});
        const [, response] = await once(ws, 'unexpected-response');
        for await (const chunk of response) said.push(String(chunk));
      }
    }
    expect(said.length).toBeGreaterThan(0);
    expect(searchFor(planted).foundIn(said.join('\n'))).toEqual([]);
  });

  test('is in no list, figure or metric', async () => {
    await whenAllRecorded(kuulolla.dataDir);
    const before = heard.length;
    for (const path of ['/metrics', '/readiness', '/api/v1/units', '/api/v1/scores?scope=all&window=30d']) {
      await ask('afterwards', { source: null, path });
    }
    for (const format of ['json', 'xml']) {
      await ask('afterwards', { source: 'helfi', path: `/open311/v2/requests.${format}?extensions=true` });
      await ask('afterwards', { source: null, path: `/open311/v2/requests.${format}?extensions=true` });
    }
    for (const words of [
      ['rejected', 'list'],
      ['reconcile', '--all'],
      ['rebuild'],
      ['rejected', 'retry', '--all'],
    ]) {
      const { stdout, stderr } = await runCli(kuulolla.dataDir, ...words);
      heard.push({ where: words.join(' '), text: stdout + stderr });
    }
    const search = searchFor(planted);
    expect(
      heard.slice(before).flatMap(({ where, text }) => search.foundIn(text).map((found) => [where, found])),
    ).toEqual([]);
    expect(heard.some(({ text }) => text.includes(harmless))).toBe(true);
  });

  test('is in no file while the server runs nor after it stopped, in no backup, and in no line of its log', async () => {
    await whenAllRecorded(kuulolla.dataDir);
    const search = searchFor([...planted, harmless]);
    const inFiles = () =>
      filesBelow(kuulolla.dataDir).flatMap(({ name, bytes }) =>
        search.foundIn(bytes).map((text) => `${name}: ${text}`),
      );
    const found = inFiles();
    expect(found.filter((line) => !line.endsWith(harmless))).toEqual([]);
    expect(found.some((line) => line.endsWith(harmless))).toBe(true);
    const backup = join(testFolder(), 'backup.gz');
    expect(await runCli(kuulolla.dataDir, 'backup', backup)).toMatchObject({ code: 0 });
    expect(search.foundIn(gunzipSync(readFileSync(backup)))).toEqual([harmless]);
    const { code, stdout, stderr } = await kuulolla.stop();
    expect(code).toBe(0);
    expect(inFiles().filter((line) => !line.endsWith(harmless))).toEqual([]);
    expect(search.foundIn(stdout + stderr)).toEqual([]);
    expect(planted.length).toBeGreaterThan(1_000);
    console.log(
      `nothing-personal.test.ts: ${heard.length} answers, ${planted.length} texts that must not appear`,
    );
  });
});
