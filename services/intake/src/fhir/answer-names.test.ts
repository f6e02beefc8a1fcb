import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';

let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
});
afterEach(() => door.close());

const identifier = { system: 'https://maisa.example/answers', value: 'A-1' };
const put = (id: string, more: Record<string, unknown> = {}) =>
  door.send('PUT', `${base}/${id}`, { body: good({ id, identifier: undefined, ...more }) });
const post = (more: Record<string, unknown> = {}) => door.send('POST', base, { body: good(more) });
const idOf = (location: string | null) => location?.split('/')[4] ?? '';
const withScore = (nps: number) => ({ item: [{ linkId: 'nps', answer: [{ valueInteger: nps }] }] });
/** The scores of all answers that count; null for one that was taken back. */
const scores = () =>
  [...door.documents.values()].map((each) => (each.state === 'given' ? each.content.nps : null));

async function restart(): Promise<void> {
  const { documents, now } = door;
  await door.close();
  door = await openFhirDoor({ documents });
  door.now = now;
}

describe('one answer counts twice', () => {
  test('when it is created by its identifier and changed at the Location that was given', async () => {
    const id = idOf((await post()).headers.get('location'));
    expect((await put(id, withScore(3))).status).toBe(200);
    expect((await put(id, { ...withScore(4), identifier })).status).toBe(200);
    expect(scores()).toEqual([4]);
  });

  test.each([false, true])(
    'when it is put under an id of its own and posted (restarted: %s)',
    async (again) => {
      expect((await put('own-1', { identifier })).status).toBe(201);
      if (again) await restart();
      await post();
      expect((await put('own-1', { ...withScore(2), identifier })).status).toBe(200);
      if (again) await restart();
      expect((await put('own-1', withScore(1))).status).toBe(200);
      expect(scores()).toEqual([1]);
    },
  );

  test.each([false, true])('when its identifier comes only later (restarted: %s)', async (again) => {
    await put('own-1');
    if (again) await restart();
    await put('own-1', { ...withScore(5), identifier });
    if (again) await restart();
    await post({ ...withScore(6), status: 'amended' });
    expect(scores()).toEqual([6]);
  });

  test.each([false, true])('when it is taken back by its id alone (restarted: %s)', async (again) => {
    await put('own-1', { identifier });
    if (again) await restart();
    const gone = await put('own-1', { status: 'entered-in-error', item: undefined, author: undefined });
    expect(gone.status).toBe(200);
    expect(scores()).toEqual([null]);
  });
});

describe('two answers count as one', () => {
  test('when two systems use the same value', async () => {
    await post();
    await post({ identifier: { ...identifier, system: 'https://other.example' } });
    await post({ identifier: { value: 'A-1' } });
    expect(scores()).toEqual([9, 9, 9]);
  });

  test('when they come together without a name in common', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => put(`own-${n}`)));
    expect(door.documents.size).toBe(20);
  });
});

describe('a resource', () => {
  test.each([false, true])('cannot be read under each of its names (restarted: %s)', async (again) => {
    const created = await put('own-1', { identifier });
    expect(created.headers.get('location')).toMatch(
      /^\/fhir\/R4\/QuestionnaireResponse\/own-1\/_history\/\d{13}$/,
    );
    const posted = idOf((await post()).headers.get('location'));
    if (again) await restart();
    for (const id of ['own-1', posted]) {
      const read = await door.send('GET', `${base}/${id}`);
      expect([read.status, read.json.id, read.json.item[0].answer[0].valueInteger]).toEqual([200, id, 9]);
    }
  });

  test('is written down under an id that holds an identity code, or cannot be read by it', async () => {
    const code = '131052-308T';
    const created = await put(code);
    expect(created.status).toBe(201);
    const screened = idOf(created.headers.get('location'));
    expect(screened).toMatch(/^h-[a-p]{32}$/);
    expect((await put(screened, withScore(1))).status).toBe(200);
    for (const id of [code, screened]) {
      const read = await door.send('GET', `${base}/${id}`);
      expect([read.status, read.json.id]).toEqual([200, screened]);
    }
    expect(scores()).toEqual([1]);
    expect(JSON.stringify([...door.documents, door.events, door.logLines])).not.toContain('308T');
  });

  test('gives an identity code away that its identifier is', async () => {
    const code = '131052-308T';
    for (const system of ['urn:oid:1.2.246.21', undefined, 'https://maisa.example']) {
      const created = await post({ identifier: { system, value: code } });
      expect(created.status).toBe(201);
      expect(JSON.stringify([created.text, [...created.headers]])).not.toMatch(/131052|308T/);
    }
    expect(JSON.stringify([...door.documents, door.events, door.logLines])).not.toMatch(/131052|308T/);
  });
});
