import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { good, now, openUnitsDoor, path, type UnitsDoor } from './units-door.test-kit.ts';

let door: UnitsDoor;

beforeAll(async () => {
  door = await openUnitsDoor();
});
beforeEach(() => {
  door.events.length = 0;
});
afterAll(() => door.close());

describe('a refusal', () => {
  test.each([
    ['bad-score', 'nps', { nps: 8.5 }],
    ['bad-score', 'nps', { nps: -1 }],
    ['bad-score', 'nps', { nps: '' }],
    ['bad-score', 'nps', { nps: '09' }],
    ['bad-score', 'nps', { nps: ' 9' }],
    ['bad-score', 'nps', { nps: '9.0' }],
    ['bad-score', 'nps', { nps: true }],
    ['bad-score', 'nps', { nps: [9] }],
    ['missing-field', 'id', { id: undefined }],
    ['missing-field', 'unit', { unit: null }],
    ['bad-id', 'id', { id: '' }],
    ['bad-id', 'id', { id: 7 }],
    ['bad-id', 'id', { id: 'a\u0000b' }],
    ['bad-id', 'id', { id: '\ud800' }],
    ['bad-unit', 'unit', { unit: 0 }],
    ['bad-unit', 'unit', { unit: '4711a' }],
    ['bad-unit', 'unit', { unit: 10_000_000 }],
    ['bad-unit', 'unit', { unit: '401234567' }],
    ['bad-revision', 'revision', { revision: 401_234_567 }],
    ['bad-time', 'answeredAt', { answeredAt: '2026-11-20T09:31:00' }],
    ['bad-time', 'answeredAt', { answeredAt: '2026-02-30T09:31:00Z' }],
    ['too-old', 'answeredAt', { answeredAt: '1999-12-31T09:31:00Z' }],
    ['in-the-future', 'answeredAt', { answeredAt: new Date(now + 600_001).toISOString() }],
    ['comment-too-long', 'comment', { comment: 'x'.repeat(10_001) }],
    ['comment-too-long', 'comment', { comment: '😀'.repeat(10_001) }],
    ['bad-comment', 'comment', { comment: 5 }],
    ['unknown-value', 'language', { language: 'de' }],
    ['bad-statement', 'statements.access', { statements: { access: 6 } }],
    ['bad-statement', 'statements.(unknown)', { statements: { 'Is it good?': 5 } }],
    [
      'bad-statement',
      'statements',
      { statements: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`s${i}`, 5])) },
    ],
    ['unknown-field', 'phone', { phone: '1' }],
    ['unknown-field', 'constructor', { constructor: 1 }],
    ['unknown-field', '$where', { $where: 'sleep(1)' }],
    ['unknown-field', 'statements.access', { 'statements.access': 5 }],
    ['unknown-field', '(unknown)', { 'Maija Meikäläinen': 1 }],
    ['unknown-field', '(unknown)', { 'maija@example.org': 1 }],
    ['unknown-field', '(unknown)', { '131052-308T': 1 }],
  ])('has another code than %s or another field than %s for %j', async (code, field, more) => {
    const answer = await door.send('POST', path, { body: good(more) });
    expect(answer.json).toMatchObject({ accepted: 0, rejected: [{ index: 0, code, field }] });
    expect(answer.status).toBe(400);
    expect(door.events).toEqual([]);
  });

  test('is spared a number that only a rounding makes a score', async () => {
    for (const number of ['8.9999999999999999', '10.0000000000000001', '1e-400']) {
      const body = JSON.stringify(good({ nps: 9 })).replace('"nps":9', `"nps":${number}`);
      const answer = await door.send('POST', path, { body });
      expect(answer.json).toMatchObject({ accepted: 0, rejected: [{ code: 'bad-score', field: 'nps' }] });
    }
  });

  test('is spared to a __proto__ in an answer or among its statements, which the schema passes over', async () => {
    const text = JSON.stringify(good()).slice(0, -1);
    const own = await door.send('POST', path, { body: `${text},"__proto__":{"nps":9}}` });
    expect(own.json.rejected).toMatchObject([{ code: 'unknown-field', field: '__proto__' }]);
    const inside = await door.send('POST', path, { body: `${text},"statements":{"__proto__":5}}` });
    expect(inside.json.rejected).toMatchObject([{ code: 'bad-statement' }]);
  });

  test('repeats what was sent', async () => {
    const secret = 'Maija Meikalainen 131052-308T';
    const fields = ['id', 'unit', 'answeredAt', 'questionnaire', 'nps', 'comment', 'language', 'ageBand'];
    const body = fields.map((field) => good({ [field]: [secret], [secret]: secret }));
    const answer = await door.send('POST', path, {
      body: [...body, ...fields.map((field) => good({ [field]: [secret] }))],
    });
    expect(answer.json.rejected).toHaveLength(16);
    expect(answer.text + door.logLines.join()).not.toMatch(/Maija|131052/);
  });

  test('comes for a clock that is less than ten minutes ahead', async () => {
    const answer = await door.send('POST', path, {
      body: good({ answeredAt: new Date(now + 599_000).toISOString() }),
    });
    expect(answer.status).toBe(202);
  });
});
