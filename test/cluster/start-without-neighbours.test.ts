import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DecodedEvent, decodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  deviceAnswer,
  json,
  questionnaireResponse,
  send,
  sendAnswer,
} from '../end-to-end/send-answer.ts';
import { watchCluster } from '../faults/cluster-watch.ts';
import { keysSetting, storageEnvironment } from './cluster-settings.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

// An intake that dies, or is started again, while broker or store are away: it has to do what one does that was up before.

let folder: string;
let cluster: Cluster;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-start-'));
  const spool = { INTAKE_SPOOL: join(folder, 'spools', 'intake-2') };
  cluster = await startCluster({ folder, recorders: 1, lives: 0, settings: { 'intake-2': spool } });
}, 600_000);
afterAll(async () => {
  await cluster?.abandon();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const patience = { timeout: 60_000, interval: 200 };

function doorsOf(name: string) {
  return { address: `http://127.0.0.1:${cluster.service(name).port}`, keys: cluster.settings.keys };
}

/** kill -9, and up again as far as it comes. */
async function startAnew(name: string): Promise<void> {
  await cluster.service(name).kill9();
  await cluster.service(name).start();
}

/** The checks that fail. */
async function missing(name: string): Promise<string[]> {
  const response = await fetch(`${doorsOf(name).address}/readiness`);
  const { failing = [] } = (await response.json()) as { failing?: string[] };
  expect(response.status).toBe(failing.length > 0 ? 503 : 200);
  return failing;
}

const comeAgain = async (answer: Promise<Response>) => {
  const { status, headers } = await answer;
  expect([status, headers.get('retry-after')]).toEqual([503, '2']);
};

const answer = (id: string, nps = 9): Answer => ({ id, nps, unit: 900_001, answeredAt: Date.now() - 60_000 });

function eventOf(decoded: DecodedEvent): FeedbackEvent {
  if (!decoded.ok) throw new Error(`Not an event: ${decoded.field}.`);
  return decoded.event;
}

describe('an intake that starts while the broker is gone', () => {
  const ids = ['late-1', 'late-2', 'late-3'];
  /** The scores that were acknowledged for each answer, in order. */
  const acknowledged = new Map(ids.map((id) => [id, [] as number[]]));

  beforeAll(async () => {
    await cluster.broker.kill9();
    await Promise.all([startAnew('intake-1'), startAnew('intake-2')]);
  }, 240_000);

  /** A score more for each answer, one request after the other. */
  async function amendAll(nps: number): Promise<void> {
    for (const [id, scores] of acknowledged) {
      const body = json('PUT', deviceAnswer(answer(id, nps)));
      expect((await send(doorsOf('intake-2'), 'units', `/v1/feedback/${id}`, body)).status).toBe(202);
      scores.push(nps);
    }
  }

  test('without a spool it listens, says what it misses and asks to come again', async () => {
    expect(await missing('intake-1')).toEqual(['log']);
    await comeAgain(sendAnswer(doorsOf('intake-1'), 'units-json', answer('refused')));
  });

  test('with a spool it takes answers, dies, and takes more in its next life', async () => {
    expect(await missing('intake-2')).toEqual([]);
    for (const nps of [1, 2, 3]) await amendAll(nps);
    await startAnew('intake-2');
    expect(await missing('intake-2')).toEqual([]);
    for (const nps of [4, 5, 6]) await amendAll(nps);
  });

  test('when the broker is there all goes on by itself: what was taken is delivered in order, and counts once', async () => {
    await cluster.broker.restart();
    await expect.poll(() => missing('intake-1'), patience).toEqual([]);
    expect((await sendAnswer(doorsOf('intake-1'), 'units-json', answer('taken'))).status).toBe(202);

    const [log, store] = [await cluster.openLog(), await cluster.openStore()];
    const delivered = new Map(ids.map((id) => [id, [] as number[]]));
    const readAll = async () => {
      for (const scores of delivered.values()) scores.length = 0;
      for (const { partition, start, end } of await log.ranges()) {
        for (const message of await log.read(partition, start, end - start)) {
          const { subject, data } = eventOf(decodeEvent(message));
          const scores = delivered.get(subject.replace(/^units:/, ''));
          // An append without an answer is made again: the recorder knows it.
          if ('nps' in data && scores && !scores.includes(data.nps ?? -1)) scores.push(data.nps ?? -1);
        }
      }
      return delivered;
    };
    await expect.poll(readAll, patience).toEqual(acknowledged);
    await watchCluster(log, store).drained(120_000);
    const kept = await store.answersWhere({ source: 'units', limit: 100 });
    expect(kept.map(({ id, content }) => [id, content.nps]).sort()).toEqual([
      ...ids.map((id) => [`units:${id}`, 6]),
      ['units:taken', 9],
    ]);
    await Promise.all([log.close(), store.close()]);
    const account = await cluster.command('reconcile');
    expect(account.code, account.text).toBe(0);
  }, 240_000);
});

describe('an intake that starts while the store is gone', () => {
  const { oids: [oid] = [] } = loadShippedDirectory().units.find(({ oids }) => oids?.length) ?? {};
  /** Its unit is known by the register alone. */
  const response = {
    ...questionnaireResponse(answer('by-oid')),
    author: { identifier: { value: `urn:oid:${oid}` } },
  };
  const sendResponse = () =>
    send(
      doorsOf('intake-1'),
      'maisa',
      '/fhir/R4/QuestionnaireResponse',
      json('POST', response, 'application/fhir+json'),
    );

  beforeAll(async () => {
    await cluster.store.kill9();
    await startAnew('intake-1');
  }, 240_000);

  test('does what needs no store, and asks to come again for what does', async () => {
    expect(await missing('intake-1')).toEqual(['store']);
    const doors = doorsOf('intake-1');
    expect((await sendAnswer(doors, 'units-json', answer('no-store'))).status).toBe(202);
    expect((await sendAnswer(doors, 'helfi-form', answer('no-store'))).status).toBe(201);
    await comeAgain(send(doors, 'helfi', '/open311/v2/requests/no-store.json'));
    await comeAgain(send(doors, 'helfi', '/open311/v2/requests.json'));
    await comeAgain(send(doors, 'maisa', '/fhir/R4/QuestionnaireResponse/no-store'));
  });

  test('refuses no answer for a unit of a register that it has not read: it is taken once the store is there', async () => {
    await comeAgain(sendResponse());
    await cluster.store.restart();
    await expect.poll(() => missing('intake-1'), patience).toEqual([]);
    expect((await sendResponse()).status).toBe(201);
  }, 240_000);
});

test('a wrong setting ends the start with one sentence also while the broker is gone', async () => {
  const { settings, store } = cluster;
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    METRICS_PORT: '0',
    INTAKE_KEYS: keysSetting(settings.keys),
    INTAKE_FINGERPRINT_KEY: settings.fingerprintKey,
    INTAKE_SPOOL: join(folder, 'spools', 'wrong'),
    // Nobody listens at the first port.
    ...storageEnvironment({ ...settings, database: 'not-set-up' }, { log: 1, store: store.port }),
  };
  const main = resolve(import.meta.dirname, '../../services/intake/src/main.ts');
  const ended = await new Promise((fulfil) => {
    execFile(process.execPath, [main], { env, timeout: 100_000 }, (error, _stdout, stderr) => {
      fulfil({ code: error?.code, said: stderr });
    });
  });
  expect(ended).toEqual({
    code: 2,
    said: 'The MongoDB database not-set-up is not set up: run kuulolla setup.\n',
  });
});
