import { expect, test } from 'vitest';
import { type Kuulolla, newKeys, runCli, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { whenAllRecorded } from './recorded.ts';
import { json, questionnaireResponse, send } from './send-answer.ts';
import { anArea, askScore, watchScores } from './watch-scores.ts';

const path = '/fhir/R4/QuestionnaireResponse';
const keys = newKeys();
const dataDir = testFolder();

async function sent(kuulolla: Kuulolla, to: string, method: 'POST' | 'PUT', body: object): Promise<number> {
  return (await send(kuulolla, 'maisa', to, json(method, body, 'application/fhir+json'))).status;
}

test('an answer taken back by its id, and given again by its identifier after a restart, counts once', async () => {
  let kuulolla = await startKuulolla(dataDir, { keys });
  const { units } = await anArea(kuulolla);
  const unit = units[0] as number;
  const answer = { id: 'e2e-identifier', unit, answeredAt: Date.now() - 60_000 };
  const byBoth = { ...questionnaireResponse({ ...answer, nps: 9 }), id: 'e2e-own' };
  const byId = { ...questionnaireResponse({ ...answer, nps: 0 }), id: 'e2e-own', identifier: undefined };
  const byIdentifier = { ...questionnaireResponse({ ...answer, nps: 8 }), status: 'amended' };

  expect(await sent(kuulolla, `${path}/e2e-own`, 'PUT', byBoth)).toBe(201);
  const takenBack = { ...byId, status: 'entered-in-error' };
  expect(await sent(kuulolla, `${path}/e2e-own`, 'PUT', takenBack)).toBe(200);
  await whenAllRecorded(dataDir);

  await kuulolla.stop();
  kuulolla = await startKuulolla(dataDir, { keys });
  const scope = `unit:${unit}` as const;
  const watch = await watchScores(kuulolla, [scope]);
  expect(await sent(kuulolla, path, 'POST', byIdentifier)).toBe(201);
  await watch.untilCount(scope, 1);
  expect(await sent(kuulolla, `${path}/e2e-own`, 'PUT', byId)).toBe(200);
  await watch.live.until(() => watch.score(scope)?.detractors === 1);
  expect(await askScore(kuulolla, scope)).toMatchObject({ n: 1, promoters: 0, passives: 0, detractors: 1 });
  watch.live.ws.close();
  await kuulolla.stop();
  expect(await runCli(dataDir, 'reconcile')).toMatchObject({ code: 0, stderr: '' });
});
