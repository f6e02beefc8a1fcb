import type { ScoresMessage } from '@kuulolla/contracts/live-protocol';
import { score } from '@kuulolla/nps/score';
import { describe, expect, test } from 'vitest';
import { applyMessages, keepScopes, noScores } from './live-scores.ts';

const message = (over: Partial<ScoresMessage> & { promoters?: number }): ScoresMessage => ({
  type: 'update',
  scope: 'unit:1',
  epoch: 'e1',
  seq: 1,
  scores: { '30d': score({ promoters: over.promoters ?? 10, passives: 5, detractors: 2 }) },
  ...over,
});
const received = (...messages: ScoresMessage[]) => applyMessages(noScores, messages);
const promotersOf = (state: typeof noScores, scope = 'unit:1') =>
  state.byScope.get(scope)?.scores['30d']?.promoters;

describe('the live figures', () => {
  test('a late message with a lower seq does not put an old figure back', () => {
    const state = received(message({ seq: 7, promoters: 12 }), message({ seq: 6, promoters: 11 }));
    expect(promotersOf(state)).toBe(12);
  });

  test('a scope with a low seq is not held back by another scope with a high one', () => {
    const state = received(message({ seq: 900 }), message({ scope: 'unit:2', seq: 3, promoters: 4 }));
    expect(promotersOf(state, 'unit:2')).toBe(4);
  });

  test('the snapshot of a resubscription with the same seq is taken', () => {
    const quarter = { qtd: score({ promoters: 1, passives: 0, detractors: 0 }) };
    const state = received(message({ seq: 7 }), message({ type: 'snapshot', seq: 7, scores: quarter }));
    expect(state.byScope.get('unit:1')?.scores).toEqual(quarter);
  });

  test('a new epoch whose seq begins again is believed, and the figures of the old one are forgotten', () => {
    const old = received(message({ seq: 500 }), message({ scope: 'unit:2', seq: 501 }));
    const state = applyMessages(old, [message({ epoch: 'e2', seq: 1, promoters: 20 })]);
    expect(promotersOf(state)).toBe(20);
    expect(state.byScope.has('unit:2')).toBe(false);
    expect(state.epoch).toBe('e2');
  });

  test('the first figure of a scope is not a move, a changed one is, a repeated one is not', () => {
    const first = received(message({ seq: 1 }));
    expect(first.byScope.get('unit:1')?.moves).toBe(0);
    const repeated = applyMessages(first, [message({ seq: 2 })]);
    expect(repeated.byScope.get('unit:1')?.moves).toBe(0);
    const moved = applyMessages(repeated, [message({ seq: 3, promoters: 11 })]);
    expect(moved.byScope.get('unit:1')?.moves).toBe(1);
  });

  test('a corrected answer that leaves the number of answers alone is a move', () => {
    const corrected = { '30d': score({ promoters: 9, passives: 6, detractors: 2 }) };
    const state = received(message({ seq: 1 }), message({ seq: 2, scores: corrected }));
    expect(state.byScope.get('unit:1')?.moves).toBe(1);
  });

  test('another window arriving is not a move', () => {
    const week = { '7d': score({ promoters: 1, passives: 0, detractors: 0 }) };
    expect(received(message({}), message({ seq: 2, scores: week })).byScope.get('unit:1')?.moves).toBe(0);
  });

  test('the state before is left as it was, and unwatched scopes are dropped', () => {
    const first = received(message({}), message({ scope: 'unit:2', seq: 2 }));
    expect(keepScopes(first, ['unit:2', 'unit:3']).byScope.size).toBe(1);
    applyMessages(first, [message({ seq: 9, promoters: 1 })]);
    expect(promotersOf(first)).toBe(10);
  });
});
