import { decide } from '@kuulolla/recorder/decide';
import { amendedEvent, fingerprintOf, withdrawnEvent } from '@kuulolla/recorder/events.test-kit';
import { seededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import { describe, expect, test } from 'vitest';
import { allowedOutcomes, leaves } from './allowed-outcomes.ts';
import { type Operation, operation } from './operation.ts';

const day = '2026-11-20';
const knowsUnit = (unit: number) => unit < 90;

function op(
  revision: number | null,
  nps: number | 'withdrawn',
  state: Operation['state'] = 'acknowledged',
  unit = 1,
): Operation {
  const content = nps === 'withdrawn' ? null : { unit, nps, day };
  return { ...operation('units:a', revision, content), state };
}

const allowed = (...operations: Operation[]) =>
  allowedOutcomes(operations, knowsUnit).map((one) => one && (one.content?.nps ?? 'withdrawn'));

describe('what may be left of an answer', () => {
  test('is its highest revision, whatever came first', () => {
    expect(allowed(op(1, 5), op(3, 9), op(2, 7))).toEqual([9]);
  });
  test('is the withdrawal at equal revisions', () => {
    expect(allowed(op(2, 'withdrawn'), op(2, 7))).toEqual(['withdrawn']);
  });
  test('is either content where two have the same revision', () => {
    expect(allowed(op(2, 6), op(2, 7))).toEqual([6, 7]);
  });
  test('may be what was never acknowledged, or nothing at all', () => {
    expect(allowed(op(1, 5, 'maybe'))).toEqual([null, 5]);
    expect(allowed(op(1, 5), op(2, 7, 'maybe'))).toEqual([5, 7]);
    expect(allowed(op(3, 5), op(2, 7, 'maybe'))).toEqual([5]);
  });
  test('is never what was refused, nor content for an unknown unit', () => {
    expect(allowed(op(1, 5), op(2, 7, 'refused'))).toEqual([5]);
    expect(allowed(op(1, 5), op(2, 7, 'acknowledged', 99))).toEqual([5]);
  });
  test('is the last of those that intake numbers, or one of which an attempt lingered', () => {
    const lingering = { ...op(null, 7), mayLinger: true };
    expect(allowed(op(0, 5), op(null, 6), op(null, 'withdrawn'))).toEqual(['withdrawn']);
    expect(allowed(op(0, 5), lingering, op(null, 8))).toEqual([8, 7]);
    expect(allowed(op(0, 5), op(null, 6), op(null, 8, 'maybe'))).toEqual([6, 8]);
  });
});

/** An order of arrival of everything acknowledged, some of the rest, and some of both again. */
function arrival(random: ReturnType<typeof seededRandom>, operations: readonly Operation[]): Operation[] {
  const came = operations.filter(({ state }) => state === 'acknowledged' || random.chance(0.5));
  const again = came.filter(() => random.chance(0.3));
  return [...came, ...again]
    .map((one) => [random.below(1_000_000), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function recorded(arrived: readonly Operation[]): AnswerDocument | null {
  let document: AnswerDocument | undefined;
  for (const { revision, content } of arrived) {
    const number = Number(revision);
    const fingerprint = fingerprintOf(`${content?.unit}|${content?.nps}`);
    const event = content
      ? amendedEvent({ revision: number, unit: content.unit, nps: content.nps, fingerprint })
      : withdrawnEvent(number);
    const context = { partition: 0, knowsUnit, dayOf: () => day };
    document = decide(document, event, context).document ?? document;
  }
  return document ?? null;
}

test('whatever the recorder makes of an order of arrival is allowed', () => {
  const random = seededRandom(Date.now() % 1_000_000_000);
  for (let round = 0; round < 20_000; round++) {
    const operations = Array.from({ length: 1 + random.below(5) }, () =>
      op(
        random.below(4),
        random.chance(0.2) ? 'withdrawn' : random.below(3),
        random.chance(0.3) ? 'maybe' : 'acknowledged',
        random.chance(0.1) ? 99 : 1,
      ),
    );
    const arrived = arrival(random, operations);
    const left = recorded(arrived);
    const isAllowed = allowedOutcomes(operations, knowsUnit).some((outcome) => leaves(outcome, left));
    expect({ operations, arrived, left, isAllowed }).toMatchObject({ isAllowed: true });
  }
});
