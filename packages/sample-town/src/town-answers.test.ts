import { createHash } from 'node:crypto';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { isWorkingDay } from '@kuulolla/calendar/working-days';
import { sources } from '@kuulolla/contracts/source';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { townAnswerCount, townAnswers, townSize } from './town-answers.ts';
import type { TownMessage } from './town-message.ts';
import { planTown, type TownOptions } from './town-plan.ts';

const directory = loadShippedDirectory();
const until = Date.parse('2026-11-22T14:20:00+02:00');
const small = { directory, seed: 7, until, days: 40, scale: 0.2 };
const messagesOf = (options: TownOptions, skip = 0) => [...townAnswers(planTown(options), skip)];
const digestOf = (options: TownOptions) =>
  createHash('sha256')
    .update(JSON.stringify(messagesOf(options)))
    .digest('hex');

/** Distinct answers that are not taken back, with the day they were given on. */
function standingAnswers(messages: readonly TownMessage[]) {
  const answers = new Map<string, { door: string; day: string; unit: string }>();
  for (const message of messages) {
    if (message.door === 'helfi') {
      const unit = message.form.service_object_id ?? '';
      answers.set(message.key, { door: 'helfi', day: helsinkiDay(message.at), unit });
    } else if (message.door === 'maisa') {
      const { identifier, authored, author } = message.body;
      const day = helsinkiDay(Date.parse(authored));
      if (message.act === 'withdraw') answers.delete(identifier.value);
      else answers.set(identifier.value, { door: 'maisa', day, unit: author.identifier.value });
    } else if (message.act === 'withdraw') {
      answers.delete(message.id);
    } else {
      const { id, unit, answeredAt } = message.body;
      answers.set(id, { door: 'units', day: helsinkiDay(Date.parse(answeredAt)), unit: String(unit) });
    }
  }
  return [...answers.values()];
}

describe('a town', () => {
  test('has other bytes each time it is drawn, or the same with another seed or another end', () => {
    const first = digestOf(small);
    expect(digestOf(small)).toBe(first);
    expect(digestOf({ ...small, seed: 8 })).not.toBe(first);
    expect(digestOf({ ...small, until: until + 86_400_000 })).not.toBe(first);
  });

  test('is another when it is drawn from somewhere in the middle', () => {
    const all = messagesOf(small);
    const skip = fc.integer({ min: 0, max: all.length + 5 });
    fc.assert(
      fc.property(skip, (count) => {
        expect(messagesOf(small, count)).toEqual(all.slice(count));
      }),
      { numRuns: 10 },
    );
  });

  test('is of another size than it says, out of order, or goes on after its end', () => {
    const plan = planTown({ ...small, scale: 1 });
    const messages = [...townAnswers(plan)];
    expect(messages).toHaveLength(townSize(plan));
    expect(messages.every(({ at }, index) => at >= (messages[index - 1]?.at ?? 0))).toBe(true);
    expect(messages.at(-1)?.at).toBeLessThanOrEqual(until);
    const counts = townAnswerCount(plan);
    const standing = standingAnswers(messages);
    for (const source of sources) {
      expect(standing.filter(({ door }) => door === source)).toHaveLength(counts[source]);
    }
  });

  test('ends in a night without a plan', () => {
    for (const hour of ['00:00:00', '00:30:00', '05:59:59', '23:59:59']) {
      const end = Date.parse(`2026-11-22T${hour}+02:00`);
      const messages = messagesOf({ ...small, until: end, days: 3 });
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.at(-1)?.at).toBeLessThanOrEqual(end);
    }
  });

  test('is grown on a register without areas, OIDs or units, and breaks', () => {
    const plain = { units: [{ id: 4711, memberships: [] }] };
    const doors = new Set(messagesOf({ ...small, directory: plain }).map(({ door }) => door));
    expect([...doors].sort()).toEqual(['helfi', 'maisa', 'units']);
    expect(messagesOf({ ...small, directory: { units: [] } })).toEqual([]);
  });
});

describe('25 months of the town', () => {
  const messages = messagesOf({ directory, seed: 2024, until });
  const standing = standingAnswers(messages);
  const between = (from: string, to: string) => standing.filter(({ day }) => day >= from && day <= to);
  const lastYear = between('2025-11-23', '2026-11-22');

  test('miss the figures of the year or of the one before', () => {
    const count = (list: typeof standing) =>
      Object.fromEntries(
        sources.map((source) => [source, list.filter(({ door }) => door === source).length]),
      );
    expect(count(lastYear)).toEqual({ units: 111_388, helfi: 3_865, maisa: 4_982 });
    expect(count(between('2024-11-23', '2025-11-22'))).toEqual({ units: 90_000, helfi: 3_123, maisa: 4_025 });
    expect(standing.map(({ day }) => day).sort()[0]).toBe('2024-10-23');
  });

  test('are about units that are all alike, or leave some out', () => {
    const sizes = new Map<string, number>();
    for (const { door, unit } of lastYear) if (door === 'units') sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
    const sorted = [...sizes.values()].sort((a, b) => a - b);
    expect(sorted).toHaveLength(349);
    expect(sorted[10]).toBeLessThan(20);
    expect(sorted[174]).toBeLessThan(250);
    expect(sorted[348]).toBeGreaterThan(2_000);
    const before = new Set(
      between('2024-11-23', '2025-11-22').flatMap(({ door, unit }) => (door === 'units' ? [unit] : [])),
    );
    expect(before.size).toBeLessThanOrEqual(266);
    expect(before.size).toBeGreaterThan(255);
  });

  test('have no week, no holidays and no July', () => {
    const perDay = (wanted: (day: string) => boolean) => {
      const days = new Map<string, number>();
      for (const { door, day } of lastYear) {
        if (door === 'units' && wanted(day)) days.set(day, (days.get(day) ?? 0) + 1);
      }
      return [...days.values()].reduce((sum, count) => sum + count, 0) / days.size;
    };
    const work = perDay(isWorkingDay);
    expect(perDay((day) => !isWorkingDay(day))).toBeLessThan(0.25 * work);
    expect(perDay((day) => isWorkingDay(day) && day.slice(5, 7) === '07')).toBeLessThan(0.7 * work);
    expect(perDay((day) => day === '2026-06-19' || day === '2025-12-24')).toBeLessThan(0.2 * work);
  });

  test('speak other languages than the city, or write the same over and over', () => {
    const languages = new Map<string, number>();
    const comments: string[] = [];
    for (const message of messages) {
      if (message.door !== 'units' || message.act !== 'give') continue;
      const { language, comment } = message.body;
      languages.set(language ?? '-', (languages.get(language ?? '-') ?? 0) + 1);
      if (comment) comments.push(comment);
    }
    const order = [...languages].sort((a, b) => b[1] - a[1]).map(([language]) => language);
    expect(order[0]).toBe('fi');
    expect(order).toEqual(expect.arrayContaining(['fi', 'sv', 'en', 'se', 'smn', 'sms']));
    expect(languages.get('sv')).toBeGreaterThan(5_000);
    expect(new Set(comments).size).toBeGreaterThan(8_000);
    expect(comments.every((comment) => !/undefined|\s\s/.test(comment))).toBe(true);
  });

  test('hold no repeat, no correction, no withdrawal, no answer without a score', () => {
    const acts = new Map<string, number>();
    for (const { door, act } of messages) acts.set(`${door} ${act}`, (acts.get(`${door} ${act}`) ?? 0) + 1);
    for (const act of ['units correct', 'units withdraw', 'maisa correct', 'maisa withdraw']) {
      expect([act, (acts.get(act) ?? 0) > 5]).toEqual([act, true]);
    }
    const helfi = messages.filter((message) => message.door === 'helfi');
    expect(new Set(helfi.map(({ key }) => key)).size).toBeLessThan(helfi.length);
    const scored = helfi.filter(({ form }) => form['attribute[nps]'] !== undefined).length / helfi.length;
    expect(scored).toBeGreaterThan(0.1);
    expect(scored).toBeLessThan(0.4);
  });
});
