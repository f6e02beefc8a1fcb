import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  areasAnswerSchema,
  scoresAnswerSchema,
  trendsAnswerSchema,
  unitsAnswerSchema,
} from '@kuulolla/contracts/query-api';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { createScoreboard } from '@kuulolla/scoreboard/scoreboard';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { createLogger } from '@kuulolla/service-kit/logger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReportsRouter } from './reports-router.ts';

const directory = loadShippedDirectory();
const today = '2026-11-22';
const unit = directory.units[0]?.id ?? 0;
let server: Server;
let url: string;

beforeAll(async () => {
  const scoreboard = createScoreboard(directory, { from: '2024-09-01' });
  const tally = (day: string, promoters: number, detractors: number, version = 1) => ({
    partition: 0,
    unit,
    day,
    version,
    promoters,
    passives: 0,
    detractors,
    unscored: 1,
    cells: {},
  });
  scoreboard.apply([tally(today, 40, 10), tally('2026-10-20', 20, 20), tally('2025-11-22', 1, 0)]);
  const router = createReportsRouter({
    follower: { scoreboard },
    directory: () => directory,
    today: () => today,
    sample: true,
  });
  server = createServer(createHttpApp({ logger: createLogger('test', 'silent'), routers: [router] })).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(() => server.close());

const get = async (path: string) => {
  const answer = await fetch(url + path);
  return { status: answer.status, body: await answer.json() };
};

describe('scores', () => {
  test('of a window and the one before, with the change', async () => {
    const { body } = await get(`/scores?scope=unit:${unit}&window=30d&with=change`);
    expect(scoresAnswerSchema.parse(body)).toMatchObject({
      from: '2026-10-24',
      to: today,
      n: 50,
      nps: 60,
      sample: true,
      before: { from: '2026-09-24', to: '2026-10-23', n: 40, nps: 0 },
      change: { difference: 60, verdict: 'rise' },
    });
  });

  test('of nobody are null, not 0', async () => {
    const { body } = await get(`/scores?scope=unit:${directory.units[1]?.id}&window=7d`);
    expect(body).toMatchObject({ n: 0, nps: null, low: null, high: null });
  });

  test('of a scope the register does not have are 404', async () => {
    expect((await get('/scores?scope=area:nowhere&window=7d')).status).toBe(404);
  });

  test.each([
    ['scope=unit:0&window=7d', 'scope'],
    ['scope=all', 'window'],
    ['scope=all&window=8d', 'window'],
    ['scope=all&scope=all&window=7d', 'scope'],
    ['scope[__proto__]=all&window=7d', 'scope'],
  ])('asked with %s name the wrong parameter and do not repeat it', async (query, field) => {
    const { status, body } = await get(`/scores?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ field });
    expect(JSON.stringify(body)).not.toMatch(/8d|unit:0/);
  });

  test('asked with an unknown parameter name it and those that there are, unless it may be a number of somebody', async () => {
    expect((await get('/scores?scope=all&window=7d&wiht=change')).body).toEqual({
      code: 'unknown-parameter',
      message: 'The parameter wiht is unknown; this question knows scope, window, with.',
      field: 'wiht',
    });
    const { body } = await get('/areas?0401234567=x');
    expect(body).toMatchObject({ message: 'A parameter is unknown; this question takes none.' });
  });

  test.each([
    ['/scores?scope=all', 'The parameter window is missing: it must be 7d, 30d, 90d, 365d, qtd, ytd.'],
    [
      '/scores?scope=all&window=7d&window=30d',
      'The parameter window is given more than once: it must be 7d,',
    ],
    ['/trends?scope=all', 'The parameter by is missing: it must be day, week, month, quarter.'],
    ['/trends?by=day', 'The parameter scope is missing: it must be all, entity:<id>,'],
    ['/trends?scope=all&scope=x&by=day', 'The parameter scope is wrong: it must be all, entity:<id>,'],
    ['/trends?scope=all&by=day&to=2026-02-30', 'The parameter to is wrong: it must be a day such as'],
    ['/units?area=a&area=b', 'The parameter area is given more than once: it must be an id of a-z'],
  ])('%s is told what to send instead', async (question, message) => {
    expect((await get(question)).body).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('trends', () => {
  test('of many scopes at once, each period with its own score', async () => {
    const scopes = directory.units.slice(0, 40).map(({ id }) => `scope=unit:${id}`);
    const { body } = await get(`/trends?${scopes.join('&')}&by=month&from=2026-10-01`);
    const { series } = trendsAnswerSchema.parse(body);
    expect(series).toHaveLength(40);
    expect(series[0]?.points.map(({ from, to, n }) => [from, to, n])).toEqual([
      ['2026-10-01', '2026-10-31', 40],
      ['2026-11-01', today, 50],
    ]);
  });

  test('begin with the first day kept, and are refused where they end before it', async () => {
    const { body } = await get('/trends?scope=all&by=month&from=2024-01-01&to=2024-09-01');
    expect(trendsAnswerSchema.parse(body)).toMatchObject({ from: '2024-09-01', to: '2024-09-01' });
    const refused = await get('/trends?scope=all&by=month&from=2009-01-01&to=2024-08-31');
    expect(refused).toEqual({
      status: 400,
      body: {
        code: 'no-longer-kept',
        message: 'Figures are kept from 2024-09-01 on: the day to must not lie before it.',
        field: 'to',
      },
    });
  });

  test('asked for more points than anybody reads are refused', async () => {
    expect((await get('/trends?scope=all&by=day&from=2020-01-01')).body).toMatchObject({
      code: 'too-many-points',
    });
    const everybody = directory.units.map(({ id }) => `scope=unit:${id}`).join('&');
    expect((await get(`/trends?${everybody}&by=day`)).body).toMatchObject({
      code: 'too-many-points',
      field: 'scope',
    });
    expect((await get(`/trends?${everybody}&by=week`)).status).toBe(200);
    expect((await get('/trends?scope=all&by=day&from=2026-12-01&to=2026-11-01')).status).toBe(400);
  });
});

describe('the register', () => {
  test('lists units where they belong today, by area', async () => {
    const area = directory.areas[0]?.id;
    const { units } = unitsAnswerSchema.parse((await get(`/units?area=${area}`)).body);
    expect(units.length).toBeGreaterThan(0);
    expect(new Set(units.map((one) => one.area))).toEqual(new Set([area]));
  });

  test.each(['entity', 'area', 'concept'])(
    'lists no units for an unknown %s, as if it had none',
    async (field) => {
      const { status, body } = await get(`/units?${field}=nowhere`);
      expect([status, body]).toEqual([
        404,
        {
          code: 'unknown-scope',
          message: `The register has no such ${field}; /api/v1/units and /api/v1/areas list them.`,
          field,
        },
      ]);
    },
  );

  test('lists units by their Finnish names', async () => {
    const { units } = unitsAnswerSchema.parse((await get('/units')).body);
    const names = units.map((one) => one.names.fi);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'fi')));
  });

  test('counts every unit in one area', async () => {
    const body = areasAnswerSchema.parse((await get('/areas')).body);
    const counted = body.entities.flatMap((entity) => entity.areas.map((a) => a.units));
    expect(counted.reduce((sum: number, n: number) => sum + n, 0)).toBe(directory.units.length);
  });
});
