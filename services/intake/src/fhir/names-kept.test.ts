import type { AnswerReader } from '@kuulolla/store/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AcceptedLately, createAcceptedLately } from './accepted-lately.ts';
import { base, type FhirDoorUnderTest, good, openFhirDoor } from './fhir-door.test-kit.ts';
import { namedAnswer } from './named-answer.ts';

const withScore = (nps: number) => ({ item: [{ linkId: 'nps', answer: [{ valueInteger: nps }] }] });
const identifier = (value: string) => ({ identifier: { system: 'https://maisa.example/answers', value } });
const unnamed = { identifier: undefined };
const idOf = (location: string | null) => location?.split('/')[4] ?? '';

/** What the next request meets: the same process, the service started again, or another instance beside the first. */
const meetings = ['the same process', 'a restart', 'another instance'] as const;

let doors: FhirDoorUnderTest[];
let door: FhirDoorUnderTest;
beforeEach(async () => {
  door = await openFhirDoor();
  doors = [door];
});
afterEach(() => Promise.all(doors.map((each) => each.close())));

async function meet(meeting: (typeof meetings)[number]): Promise<void> {
  if (meeting === 'the same process') return;
  const { documents, now } = door;
  if (meeting === 'a restart') await door.close();
  door = await openFhirDoor({ documents });
  door.now = now;
  doors.push(door);
}

const put = (id: string, more: Record<string, unknown>) =>
  door.send('PUT', `${base}/${id}`, { body: good({ id, ...more }) });
const post = (more: Record<string, unknown>) => door.send('POST', base, { body: good(more) });
/** Scores of the answers that count. */
const scores = () =>
  [...door.documents.values()].flatMap((each) => (each.state === 'given' ? [each.content.nps] : []));
const statusOf = async (id: string) => (await door.send('GET', `${base}/${id}`)).status;

describe.each(meetings)(
  'after %s an answer counts twice, or is lost under a name that was told',
  (meeting) => {
    test('when its identifier is another one now', async () => {
      const first = await put('am1', { ...identifier('A'), ...withScore(9) });
      await meet(meeting);
      const refused = await put('am1', { ...identifier('B'), ...withScore(8) });
      expect([refused.status, refused.json.issue[0].expression]).toEqual([
        422,
        ['QuestionnaireResponse.identifier'],
      ]);
      await meet(meeting);
      expect(await statusOf('am1')).toBe(200);
      const changed = await put('am1', { ...unnamed, ...withScore(7) });
      expect([first.status, changed.status, scores()]).toEqual([201, 200, [7]]);
      expect((await post({ ...identifier('B'), ...withScore(3) })).status).toBe(201);
      expect(scores()).toEqual([7, 3]);
    });

    test('when its identifier is put under a second id', async () => {
      await put('own-1', { ...identifier('A'), ...withScore(9) });
      await meet(meeting);
      expect((await put('own-2', { ...identifier('A'), ...withScore(8) })).status).toBe(422);
      await meet(meeting);
      expect([await statusOf('own-1'), await statusOf('own-2')]).toEqual([200, 404]);
      expect((await put('own-1', { ...unnamed, ...withScore(6) })).status).toBe(200);
      expect(scores()).toEqual([6]);
    });

    test.each(['equal', 'newer', 'older'])(
      'when it is told its second name with %s content',
      async (content) => {
        const updated = (day: number) => ({ meta: { lastUpdated: `2026-11-${day}T10:00:00Z` } });
        const posted = await post({ ...identifier('A'), ...updated(20) });
        await meet(meeting);
        const second = { equal: updated(20), newer: updated(21), older: { ...updated(19), ...withScore(1) } };
        const more = second[content as keyof typeof second];
        expect((await put('own-1', { ...identifier('A'), ...more })).status).toBe(200);
        await meet(meeting);
        for (const id of ['own-1', idOf(posted.headers.get('location'))])
          expect(await statusOf(id)).toBe(200);
        expect((await put('own-1', { ...unnamed, ...updated(22), ...withScore(5) })).status).toBe(200);
        expect(scores()).toEqual([5]);
      },
    );

    test('when an identifier and an id turn out to be of one', async () => {
      await put('own-1', { ...unnamed, ...withScore(9) });
      await post({ ...identifier('A'), ...withScore(8) });
      await meet(meeting);
      expect((await put('own-1', { ...identifier('A'), ...withScore(7) })).status).toBe(422);
      expect(scores()).toEqual([9, 8]);
      await put('own-1', { ...unnamed, status: 'entered-in-error' });
      await meet(meeting);
      expect((await put('own-1', { ...identifier('A'), ...withScore(7) })).status).toBe(200);
      await meet(meeting);
      expect([scores(), await statusOf('own-1')]).toEqual([[7], 200]);
    });

    test('when it was taken back and is given again', async () => {
      await put('am1', { ...identifier('A'), ...withScore(9) });
      await meet(meeting);
      const takenBack = { ...unnamed, status: 'entered-in-error' };
      expect((await put('am1', takenBack)).status).toBe(200);
      await meet(meeting);
      await put('am1', { ...unnamed, ...withScore(8) });
      await meet(meeting);
      await put('am1', { ...identifier('A'), ...withScore(7) });
      await meet(meeting);
      await post({ ...identifier('A'), ...withScore(6), status: 'amended' });
      expect([scores(), await statusOf('am1')]).toEqual([[6], 200]);
    });

    test('when it was taken back and comes under its other name', async () => {
      const posted = idOf((await post({ ...identifier('A'), ...withScore(9) })).headers.get('location'));
      await put('own-1', { ...identifier('A'), ...withScore(8) });
      await meet(meeting);
      await put('own-1', { ...unnamed, status: 'entered-in-error' });
      await meet(meeting);
      expect([await statusOf('own-1'), await statusOf(posted)]).toEqual([410, 410]);
      expect((await put('own-1', { ...unnamed, ...withScore(7) })).status).toBe(201);
      await meet(meeting);
      expect((await post({ ...identifier('A'), status: 'entered-in-error' })).status).toBe(200);
      expect([scores(), door.documents.size]).toEqual([[], 1]);
    });

    test('when its identifier is sent again after it was taken back by its id', async () => {
      await put('own-1', { ...identifier('A'), ...withScore(9) });
      await put('own-1', { ...unnamed, ...withScore(8) });
      await put('other', { ...unnamed, ...withScore(4) });
      await put('other', { ...identifier('B'), ...withScore(4) });
      await put('other', { ...unnamed, status: 'entered-in-error' });
      await meet(meeting);
      // The old one again is no new giving; a newer one is.
      await post({ ...identifier('B'), ...withScore(4) });
      expect([scores(), await statusOf('other')]).toEqual([[8], 410]);
      await meet(meeting);
      await post({ ...identifier('B'), ...withScore(3), status: 'amended' });
      await meet(meeting);
      await put('other', { ...unnamed, ...withScore(2) });
      expect([scores(), door.documents.size]).toEqual([[8, 2], 2]);
    });

    test('when it was taken back by both its names before it came', async () => {
      await put('own-1', { ...identifier('A'), status: 'entered-in-error' });
      await meet(meeting);
      await post({ ...identifier('A'), ...withScore(9), status: 'amended' });
      await meet(meeting);
      await put('own-1', { ...unnamed, ...withScore(8) });
      expect([scores(), door.documents.size]).toEqual([[8], 1]);
    });

    test('when it is taken back under a third name', async () => {
      await put('own-1', { ...identifier('A'), ...withScore(9) });
      await meet(meeting);
      expect((await put('own-2', { ...identifier('A'), status: 'entered-in-error' })).status).toBe(200);
      expect(scores()).toEqual([]);
    });
  },
);

describe('a memory that is full', () => {
  const empty: AnswerReader = {
    answer: async () => null,
    answerByAlias: async () => null,
    answersWhere: async () => [],
  };
  const remember = (lately: AcceptedLately, id: string, alias?: string) =>
    lately.remember(id, alias === undefined ? [id] : [id, alias], {
      revision: 1,
      withdrawn: false,
      fingerprint: 'f',
      amended: false,
      alias,
      at: 0,
    });

  test('takes a name whose answer it forgot for a new one while the recorder is behind', async () => {
    const lately = createAcceptedLately(1);
    remember(lately, 'iA', 'am1');
    remember(lately, 'other');
    expect((await namedAnswer(['am1'], empty, lately)).id).toBe('iA');
    expect((await namedAnswer(['iB', 'am1'], empty, lately)).id).toBe('iA');
  });
});
