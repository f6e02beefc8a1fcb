import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
});
afterEach(() => door.close());

const path = `${base}/own-1`;
const put = (more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  door.send('PUT', path, { body: good({ id: 'own-1', identifier: undefined, ...more }), headers });
const withScore = (nps: number) => ({ item: [{ linkId: 'nps', answer: [{ valueInteger: nps }] }] });
const current = () => door.documents.get('maisa:own-1');
const score = () => {
  const document = current();
  return document?.state === 'given' ? document.content.nps : document?.state;
};

describe('a put', () => {
  test('that creates is answered as a change, or one that changes as a create', async () => {
    expect((await put()).status).toBe(201);
    expect((await put(withScore(3))).status).toBe(200);
    expect(score()).toBe(3);
    expect(door.events.map(({ type }) => type)).toEqual(['feedback.amended', 'feedback.amended']);
  });

  test('changes its version without its content, or keeps it with another', async () => {
    const lastUpdated = '2026-11-20T09:31:00.123+02:00';
    const revision = String(Date.parse(lastUpdated));
    const first = await put({ meta: { lastUpdated } });
    const again = await put({ meta: { lastUpdated } });
    expect([first, again].map(({ headers }) => headers.get('etag'))).toEqual([
      `W/"${revision}"`,
      `W/"${revision}"`,
    ]);
    const later = await put({ meta: { lastUpdated: '2026-11-20T10:00:00Z' }, ...withScore(2) });
    expect(later.headers.get('etag')).not.toBe(first.headers.get('etag'));
    expect(score()).toBe(2);
  });

  test('of the same content again has the time that a read of its version tells', async () => {
    const first = await put();
    const again = await put();
    expect(again.json.meta).not.toEqual(first.json.meta);
    const read = await door.send('GET', path);
    expect(read.json.meta).toEqual(again.json.meta);
    expect(read.headers.get('last-modified')).toBe(again.headers.get('last-modified'));
  });

  test('of an older lastUpdated overwrites a newer one', async () => {
    await put({ meta: { lastUpdated: '2026-11-20T10:00:00Z' }, ...withScore(2) });
    await put({ meta: { lastUpdated: '2026-11-20T09:00:00Z' }, ...withScore(7) });
    expect(score()).toBe(2);
  });

  test.each(['PUT', 'POST'])(
    'of an older version by %s is told of a version there is none of',
    async (method) => {
      const at = (hour: number, more = {}) => ({
        ...more,
        meta: { lastUpdated: `2026-11-20T${hour}:00:00Z` },
      });
      const send = (more: Record<string, unknown>, headers = {}) => {
        const named = method === 'PUT' ? { id: 'own-1', identifier: undefined } : {};
        const to = method === 'PUT' ? path : base;
        return door.send(method, to, { body: good({ ...named, ...more }), headers });
      };
      const newest = await send(at(12, withScore(2)));
      for (const stale of [at(11, withScore(7)), at(10, { status: 'entered-in-error' })]) {
        const old = await send(stale);
        const created = method === 'POST' && !('status' in stale);
        expect([old.status, old.json.issue[0].severity]).toEqual([created ? 201 : 200, 'information']);
        expect(old.json.issue[0].diagnostics).toContain('newer version');
        expect(old.headers.get('etag')).toBe(newest.headers.get('etag'));
        const location = old.headers.get('location') ?? '';
        expect(location).toBe(newest.headers.get('location'));
        const read = await door.send('GET', location);
        expect([read.status, read.json.item[0].answer[0].valueInteger]).toEqual([200, 2]);
      }
      const minimal = await send(at(11, withScore(7)), { prefer: 'return=minimal' });
      expect([minimal.status, minimal.text]).toEqual([method === 'POST' ? 201 : 200, '']);
    },
  );

  test('without a lastUpdated loses against a version from a clock that is ahead', async () => {
    await put({ meta: { lastUpdated: '2026-11-22T12:09:00Z' }, ...withScore(2) });
    await put(withScore(7));
    expect(score()).toBe(7);
    await put({ status: 'entered-in-error' });
    expect(score()).toBe('withdrawn');
  });

  test.each([undefined, '2026-11-20T10:00:00Z', '2026-11-22T12:09:00Z'])(
    'of a resource as it was read, with another score, is lost (first sent with lastUpdated %s)',
    async (lastUpdated) => {
      await put({ meta: { lastUpdated } });
      for (const nps of [1, 2, 3]) {
        const read = (await door.send('GET', path)).json;
        read.item[0].answer[0].valueInteger = nps;
        expect((await door.send('PUT', path, { body: read })).status).toBe(200);
        expect((await door.send('GET', path)).json.item[0].answer[0].valueInteger).toBe(nps);
      }
      expect(door.documents.size).toBe(1);
    },
  );

  test('of a resource as it was read, unchanged, changes what is kept', async () => {
    await put();
    const before = await door.send('GET', path);
    expect((await door.send('PUT', path, { body: before.json })).status).toBe(200);
    expect(current()?.fingerprints).toHaveLength(1);
  });
});

describe('the status of a version', () => {
  const statuses = async (more: Record<string, unknown>) => {
    const written = await put(more);
    const read = await door.send('GET', path);
    expect(read.headers.get('etag')).toBe(written.headers.get('etag'));
    return [written.json.status, read.json.status];
  };

  test.each([0, 100])('differs between its write and its read (recorder %d ms behind)', async (behind) => {
    door.recorderDelay = behind;
    expect(await statuses({ status: 'amended' })).toEqual(['completed', 'completed']);
    expect(await statuses({ status: 'amended' })).toEqual(['completed', 'completed']);
    expect(await statuses(withScore(2))).toEqual(['amended', 'amended']);
    expect(await statuses(withScore(2))).toEqual(['amended', 'amended']);
    await put({ status: 'entered-in-error' });
    expect(await statuses(withScore(3))).toEqual(['amended', 'amended']);
  });

  test('differs while two changes wait for the recorder', async () => {
    door.recorderDelay = 100;
    await put();
    const written = [await put(withScore(2)), await put(withScore(2))];
    expect(written.map(({ json }) => json.status)).toEqual(['amended', 'amended']);
    expect((await door.send('GET', path)).json.status).toBe('amended');
  });
});

describe('If-Match', () => {
  test('of an older version, or of none that ever was, lets a change through', async () => {
    const first = (await put()).headers.get('etag') ?? '';
    const second = (await put(withScore(2), { 'if-match': first })).headers.get('etag') ?? '';
    expect(second).not.toBe(first);
    const stale = await put(withScore(3), { 'if-match': first });
    expect([stale.status, stale.json.issue[0].code]).toEqual([412, 'conflict']);
    expect((await put(withScore(3), { 'if-match': 'W/"99"' })).status).toBe(412);
    expect((await put(withScore(4), { 'if-match': second.replace('W/', '') })).status).toBe(200);
    expect(score()).toBe(4);
  });

  test('is compared with the store only, not with what was accepted a moment ago', async () => {
    door.recorderDelay = Number.POSITIVE_INFINITY;
    const first = (await put()).headers.get('etag') ?? '';
    expect((await put(withScore(2), { 'if-match': first })).status).toBe(200);
    expect((await put(withScore(3), { 'if-match': first })).status).toBe(412);
  });

  test('of the version a read gives is refused for ever after a change that the recorder kept aside', async () => {
    const first = (await put()).headers.get('etag') ?? '';
    door.recorderDelay = Number.POSITIVE_INFINITY;
    const ahead = await put({ meta: { lastUpdated: '2026-11-22T12:09:00Z' }, ...withScore(2) });
    door.recorderDelay = 0;
    expect((await put(withScore(3), { 'if-match': first })).status).toBe(412);
    door.now += 10_100;
    expect((await door.send('GET', path)).headers.get('etag')).toBe(first);
    const changed = await put(withScore(3), { 'if-match': first });
    expect([changed.status, score()]).toEqual([200, 3]);
    // It may yet be taken from what is kept aside, and must not win then.
    const revisionOf = (tag: string | null) => Number(tag?.match(/\d+/)?.[0]);
    expect(revisionOf(changed.headers.get('etag'))).toBeGreaterThan(revisionOf(ahead.headers.get('etag')));
  });

  test('lets two of many changes at once through', async () => {
    const first = (await put()).headers.get('etag') ?? '';
    door.logDelay = 5;
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, nps) => put(withScore(nps), { 'if-match': first })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
  });

  test('matches though the change has an older lastUpdated, and the change is lost', async () => {
    const first = (await put()).headers.get('etag') ?? '';
    const old = { meta: { lastUpdated: '2026-11-20T10:00:00Z' }, ...withScore(2) };
    expect((await put(old, { 'if-match': first })).status).toBe(200);
    expect(score()).toBe(2);
  });

  test('of anything matches where there is nothing', async () => {
    expect((await put({}, { 'if-match': '*' })).status).toBe(412);
    expect((await put({}, { 'if-match': 'W/"1"' })).status).toBe(412);
    await put();
    expect((await put(withScore(1), { 'if-match': '*' })).status).toBe(200);
  });

  test.each(['3', 'W/3', '""', 'W/"1" W/"2"', '"a b"', 'W/"1",', ',', '<script>'])(
    'written %s is not a 400',
    async (header) => {
      const answer = await put({}, { 'if-match': header });
      expect([answer.status, answer.json.resourceType]).toEqual([400, 'OperationOutcome']);
      expect(answer.text).not.toContain('script');
    },
  );
});

test('If-None-Match: * changes what is there', async () => {
  expect((await put({}, { 'if-none-match': '*' })).status).toBe(201);
  expect((await put(withScore(1), { 'if-none-match': '*' })).status).toBe(412);
  expect((await put(withScore(1), { 'if-none-match': 'W/"1"' })).status).toBe(400);
  expect(score()).toBe(9);
});

test('If-None-Match: * is refused for ever after a create that the recorder kept aside', async () => {
  door.recorderDelay = Number.POSITIVE_INFINITY;
  expect((await put({}, { 'if-none-match': '*' })).status).toBe(201);
  door.recorderDelay = 0;
  expect((await put(withScore(1), { 'if-none-match': '*' })).status).toBe(412);
  door.now += 10_100;
  expect((await put(withScore(1), { 'if-none-match': '*' })).status).toBe(201);
  expect(score()).toBe(1);
});

describe('a read', () => {
  test('right after a create or a change does not wait for the recorder', async () => {
    door.recorderDelay = 150;
    const created = await put();
    const read = await door.send('GET', created.headers.get('location') ?? '');
    expect([read.status, read.headers.get('etag')]).toEqual([200, created.headers.get('etag')]);
    const changed = await put(withScore(1));
    const again = await door.send('GET', path);
    expect(again.headers.get('etag')).toBe(changed.headers.get('etag'));
    expect(again.json.item[0].answer[0].valueInteger).toBe(1);
  });

  test('of an id nobody sent waits', async () => {
    const before = performance.now();
    expect((await door.send('GET', `${base}/nobody`)).status).toBe(404);
    expect(performance.now() - before).toBeLessThan(500);
  });

  test('waits for ever for a recorder that stands still, or gives a 500 then', async () => {
    door.recorderDelay = Number.POSITIVE_INFINITY;
    await put();
    const before = performance.now();
    const read = await door.send('GET', path);
    expect([read.status, read.json.issue[0].code]).toEqual([404, 'not-found']);
    expect(performance.now() - before).toBeGreaterThan(1_900);
    expect(performance.now() - before).toBeLessThan(4_000);
    door.now += 60_000;
    const later = performance.now();
    expect((await door.send('GET', path)).status).toBe(404);
    expect(performance.now() - later).toBeLessThan(500);
  });

  test('of an older version gives the newer one', async () => {
    const created = await put();
    await put(withScore(1));
    const old = await door.send('GET', created.headers.get('location') ?? '');
    expect([old.status, old.json.resourceType]).toEqual([404, 'OperationOutcome']);
  });

  test('of a version the caller has gives it once more', async () => {
    const etag = (await put()).headers.get('etag') ?? '';
    expect((await door.send('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('of a withdrawn answer is anything but 410, or still has its words', async () => {
    await put();
    const gone = await put({
      status: 'entered-in-error',
      item: undefined,
      author: undefined,
      authored: undefined,
    });
    expect([gone.status, gone.json.resourceType]).toEqual([200, 'OperationOutcome']);
    const read = await door.send('GET', path);
    expect([read.status, read.json.issue[0].code]).toEqual([410, 'deleted']);
    expect(read.headers.get('etag')).toBe(gone.headers.get('etag'));
    expect(read.text).not.toContain('Kiitos');
    expect((await put(withScore(5))).status).toBe(201);
    expect((await door.send('GET', path)).status).toBe(200);
  });
});

describe('while a neighbour is down', () => {
  test('a response is acknowledged before the log has it', async () => {
    door.logIsAway = true;
    for (const answer of [await put(), await door.send('POST', base, { body: good() })]) {
      expect([answer.status, answer.json.issue[0].code]).toEqual([503, 'transient']);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
  });

  test('a create needs the store, or a put guesses what it replaces', async () => {
    door.storeIsAway = true;
    expect((await door.send('POST', base, { body: good() })).status).toBe(201);
    expect((await put()).status).toBe(503);
    expect((await door.send('GET', path)).status).toBe(503);
  });
});
