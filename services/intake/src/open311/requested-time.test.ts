import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedback, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';

let door: Open311Door;
const now = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.events.length = 0;
});
afterAll(() => door.close());

const send = (requested_datetime: string) => door.post({ ...feedback, requested_datetime });
const answeredAt = () => door.events.map(({ data }) => ('answeredAt' in data ? data.answeredAt : null));

describe('feedback handed over from an older system', () => {
  test('counts on the day of its import instead of its own', async () => {
    expect((await send('2025-03-03T09:15:00+02:00')).status).toBe(201);
    expect(answeredAt()).toEqual([Date.parse('2025-03-03T09:15:00+02:00')]);
  });

  test('falls on another day where only its day is known', async () => {
    expect((await send('2025-03-03')).status).toBe(201);
    expect(answeredAt()).toEqual([Date.parse('2025-03-03T12:00:00+02:00')]);
  });

  test('is refused today because the day is not over', async () => {
    expect((await send('2026-11-22')).status).toBe(201);
  });

  test('is taken with a time that is none, of the future or of long ago', async () => {
    for (const time of [
      'yesterday',
      '2025-03-03T09:15:00',
      '2026-11-22T12:20:00Z',
      '2026-11-23',
      '1998-01-01',
      '9999-12-31',
    ]) {
      const answer = await send(time);
      expect([time, answer.status, answer.json[0].code]).toEqual([time, 400, 400]);
      expect(answer.text).not.toContain(time);
    }
    expect(door.events).toEqual([]);
  });

  test('comes again a minute later as other content', async () => {
    const headers = { 'Idempotency-Key': 'old-17' };
    const form = { ...feedback, requested_datetime: '2025-03-03T09:15:00+02:00' };
    await door.post(form, undefined, headers);
    door.clock.now = now + 60_000;
    await door.post(form, undefined, headers);
    door.clock.now = now;
    const [first, second] = door.events;
    expect(second?.data.fingerprint).toBe(first?.data.fingerprint);
  });
});
