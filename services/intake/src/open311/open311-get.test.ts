import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedback, helfiKey, maisaKey, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';

let door: Open311Door;
const start = Date.parse('2026-11-22T12:00:00Z');
const day = 86_400_000;

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.events.length = 0;
  door.filters.length = 0;
  door.recorderIsBehind = false;
  door.clock.now = start;
});
afterAll(() => door.close());

const idOf = (answer: { json: [{ service_request_id: string }] }) => answer.json[0].service_request_id;
const idsOf = (answer: { json: { service_request_id: string }[] }) =>
  answer.json.map((row) => row.service_request_id);

describe('reading a request back', () => {
  test('gives words or a score to somebody without the key', async () => {
    const id = idOf(await door.post({ 'attribute[nps]': '3' }));
    for (const path of [`/requests/${id}.json?extensions=true`, '/requests.json?extensions=true']) {
      const answer = await door.get(path);
      expect(answer.json[0]).toMatchObject({
        service_request_id: id,
        status: 'open',
        service_code: 'thanks',
      });
      expect(Object.keys(answer.json[0])).not.toContain('description');
      expect(Object.keys(answer.json[0])).not.toContain('status_notes');
      expect(answer.json[0].extended_attributes).toEqual({
        service_object_id: '4711',
        service_object_type: 'unit',
      });
      expect(answer.text).not.toContain('Kiitos ystäv');
    }
  });

  test('withholds them from somebody with the key, in the query or the header', async () => {
    const id = idOf(await door.post({ 'attribute[nps]': '3' }));
    const expected = { description: feedback.description, status_notes: null };
    const byQuery = await door.get(`/requests/${id}.json?extensions=1&api_key=${helfiKey}`);
    expect(byQuery.json[0]).toMatchObject({ ...expected, extended_attributes: { nps: 3 } });
    const byHeader = await door.get('/requests.json', { authorization: `api-key ${helfiKey}` });
    expect(byHeader.json[0]).toMatchObject(expected);
    expect(Object.keys(byHeader.json[0])).not.toContain('extended_attributes');
    expect(byHeader.json[0].requested_datetime).toBe('2026-11-22T14:00:00+02:00');
    const xml = await door.get(`/requests/${id}.xml?api_key=${helfiKey}`);
    expect(xml.text).toContain(`<description>${feedback.description}</description>`);
    expect(xml.text).toContain('<status_notes/>');
    expect(xml.headers.get('cache-control')).toBe('no-store');
  });

  test.each([maisaKey, 'wrong-key-of-somebody'])('is public to the key %s', async (key) => {
    const answer = await door.get(`/requests.json?api_key=${key}`);
    expect([answer.status, answer.json[0].code]).toEqual([403, 403]);
  });

  test('right after it was given an id finds nothing', async () => {
    door.recorderIsBehind = true;
    const id = idOf(await door.post({}));
    setTimeout(() => {
      door.recorderIsBehind = false;
    }, 100);
    expect((await door.get(`/requests/${id}.json`)).json[0].service_request_id).toBe(id);
  });

  test('waits for an answer nobody gave, or longer than two seconds', async () => {
    const before = performance.now();
    const unknown = await door.get('/requests/nobody.xml');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toContain('<errors><error><code>404</code>');
    expect(performance.now() - before).toBeLessThan(1_000);
    door.recorderIsBehind = true;
    const id = idOf(await door.post({}));
    expect((await door.get(`/requests/${id}.json`)).status).toBe(404);
    expect(performance.now() - before).toBeGreaterThan(1_900);
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});

describe('a list of requests', () => {
  test('misses one of its filters', async () => {
    const ids = [];
    for (const [service_code, service_object_id, age] of [
      ['thanks', '1', 0],
      ['complaint', '1', 5],
      ['complaint', '2', 10],
      ['question', '2', 100],
    ] as const) {
      door.clock.now = start - age * day;
      ids.push(idOf(await door.post({ service_code, service_object_id })));
    }
    door.clock.now = start;
    const [a, b, c, d] = ids;
    const list = async (query: string) => idsOf(await door.get(`/requests.json?${query}`));
    expect(await list('')).toEqual([a, b, c]);
    expect(await list('service_code=complaint')).toEqual([b, c]);
    expect(await list('service_code=complaint,thanks')).toEqual([a, b, c]);
    expect(await list('service_code=thanks&service_code=complaint')).toEqual([a, b, c]);
    expect(await list('service_object_id=2&service_object_type=unit')).toEqual([c]);
    expect(await list('status=open')).toEqual([a, b, c]);
    expect(await list('status=open,closed')).toEqual([a, b, c]);
    expect(await list('status=closed')).toEqual([]);
    expect(await list('start_date=2026-11-17T12:00:00Z')).toEqual([a, b]);
    expect(await list('start_date=2026-11-17T14:00:00+02:00')).toEqual([a, b]);
    expect(await list('start_date=2026-11-17T14:00:00%2B02:00')).toEqual([a, b]);
    expect(await list('start_date=2026-11-18')).toEqual([a]);
    expect(await list('end_date=2026-11-17')).toEqual([b, c]);
    expect(await list('end_date=2026-11-17T12:00:00Z')).toEqual([b, c]);
    expect(await list('end_date=2026-11-17T11:59:59Z')).toEqual([c]);
    expect(await list('start_date=2026-08-01&end_date=2026-10-30')).toEqual([d]);
    expect(await list('start_date=2026-08-01')).toEqual([d]);
    expect(await list('updated_after=2026-11-20')).toEqual([a]);
    expect(await list('updated_before=2026-11-20&status=')).toEqual([b, c]);
    expect((await list(`service_request_id=${a},${d},nobody&status=closed`)).sort()).toEqual([a, d].sort());
  });

  test('asks the store for more than 90 days or 1,000 rows', async () => {
    await door.get('/requests.json');
    await door.get('/requests.json?start_date=2020-01-01');
    await door.get('/requests.json?end_date=2020-01-01');
    for (const { limit, receivedFrom = 0, receivedTo = 0 } of door.filters) {
      expect(limit).toBe(1_000);
      expect((receivedTo - receivedFrom) / day).toBeLessThanOrEqual(91);
    }
    expect(door.filters).toHaveLength(3);
  });

  test('of several services is longer than 1,000 rows', async () => {
    await door.post({ service_code: 'thanks' });
    await door.post({ service_code: 'complaint' });
    const [thanks, complaint] = door.events.slice();
    for (let age = 1; age <= 600; age++) {
      for (const event of [thanks, complaint]) {
        if (event?.type !== 'feedback.given') throw new Error('Both should be given.');
        const data = { ...event.data, receivedAt: start - age * 1_000 };
        door.events.push({ ...event, subject: `${event.subject}-${age}`, data });
      }
    }
    const answer = await door.get('/requests.json?service_code=thanks,complaint');
    expect(answer.json).toHaveLength(1_000);
    expect(answer.json[0].requested_datetime).toBe('2026-11-22T14:00:00+02:00');
    expect(answer.json[999].requested_datetime).toBe('2026-11-22T13:51:41+02:00');
  });

  test.each([
    [400, 'status', 'status=done'],
    [400, 'start_date', 'start_date=yesterday'],
    [400, 'start_date', 'start_date=2026-11-17T12:00:00'],
    [400, 'start_date', 'start_date=2026-02-30'],
    [400, 'start_date', 'start_date=2026-02-30T12:00:00Z'],
    [400, 'start_date', 'start_date=2026-11-17T25:00:00Z'],
    [400, 'start_date', 'start_date=2026-11-17&start_date=2026-11-18'],
    [400, 'start_date', 'start_date=2026-01-01&end_date=2026-06-01'],
    [400, 'end_date', 'start_date=2026-06-01&end_date=2026-05-01'],
    [400, 'end_date', 'end_date=1'],
    [400, 'start_date', 'start_date=9999-12-31'],
    [400, 'end_date', 'end_date=9999-12-31'],
    [400, 'updated_after', 'updated_after=9999-12-31'],
    [400, 'updated_before', 'updated_before=9999-12-31'],
    [400, 'extensions', 'extensions=maybe'],
    [400, 'service_object_type', 'service_object_id=1'],
    [404, 'service_code', 'service_code=nothing'],
    [404, 'jurisdiction_id', 'jurisdiction_id=tampere.fi'],
    [400, 'percent', 'status=%E4'],
  ])('is answered other than %i naming %s for %s', async (status, name, query) => {
    const answer = await door.get(`/requests.json?${query}`);
    expect([answer.status, answer.json[0].code]).toEqual([status, status]);
    expect(answer.json[0].description).toContain(name);
  });

  test('takes an empty filter for one', async () => {
    expect(
      (await door.get('/requests.json?status=&start_date=&service_code=&api_key=&extensions=')).status,
    ).toBe(200);
  });
});
