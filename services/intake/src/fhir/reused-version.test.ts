import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
});
afterEach(() => door.close());

const withScore = (nps: number) => ({ item: [{ linkId: 'nps', answer: [{ valueInteger: nps }] }] });
const lastUpdated = (hour: number) => ({ meta: { lastUpdated: `2026-11-20T${hour}:00:00Z` } });
const post = (more: Record<string, unknown> = {}) => door.send('POST', base, { body: good(more) });
const put = (more: Record<string, unknown> = {}) =>
  door.send('PUT', `${base}/own-1`, { body: good({ id: 'own-1', ...more }) });
const scores = () =>
  [...door.documents.values()].flatMap((each) => (each.state === 'given' ? [each.content.nps] : []));

describe('other content under a version that is kept', () => {
  test.each([0, 150])('is acknowledged and never kept (recorder %d ms behind)', async (behind) => {
    door.recorderDelay = behind;
    for (const [send, version] of [
      [post, {}],
      [put, lastUpdated(10)],
    ] as const) {
      const sent = door.events.length;
      await send({ ...version, ...withScore(9), identifier: { value: `Q${sent}` } });
      const other = await send({ ...version, ...withScore(2), identifier: { value: `Q${sent}` } });
      expect([other.status, other.json.issue[0].code]).toEqual([409, 'conflict']);
      expect(other.json.issue[0].diagnostics).toContain('newer meta.lastUpdated');
      expect(other.headers.get('etag')).toBeNull();
      expect(door.events).toHaveLength(sent + 1);
    }
  });

  test('is refused though it is a retry, a change by PUT, a correction or a newer version', async () => {
    const first = await post();
    expect((await post()).headers.get('location')).toBe(first.headers.get('location'));
    expect((await put(withScore(2))).status).toBe(200);
    expect((await post({ ...withScore(3), status: 'amended' })).status).toBe(201);
    expect((await post({ ...withScore(4), ...lastUpdated(10) })).status).toBe(201);
    expect((await post()).status).toBe(201);
    expect((await post({ status: 'entered-in-error' })).status).toBe(200);
  });

  test('is refused where the recorder kept the first aside, or is away', async () => {
    door.recorderDelay = Number.POSITIVE_INFINITY;
    await post(withScore(9));
    door.recorderDelay = 0;
    expect((await post(withScore(2))).status).toBe(201);
    expect(scores()).toEqual([2]);
    door.storeIsAway = true;
    expect((await post(withScore(3))).status).toBe(201);
  });
});
