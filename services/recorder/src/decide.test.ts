import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { amendedEvent, fingerprintOf, givenEvent, withdrawnEvent } from './events.test-kit.ts';

const context = { partition: 2, knowsUnit: (unit: number) => unit < 100, dayOf: () => '2026-11-20' };

function run(...events: FeedbackEvent[]) {
  let known: AnswerDocument | undefined;
  const outcomes = events.map((event) => {
    const decision = decide(known, event, context);
    known = decision.document ?? known;
    return decision.outcome;
  });
  return { outcomes, known, nps: known?.state === 'given' ? known.content.nps : undefined };
}

describe('one answer', () => {
  test('sent twice counts once', () => {
    expect(run(givenEvent(), givenEvent()).outcomes).toEqual(['recorded', 'duplicate']);
  });

  test('without a score is not a zero', () => {
    const { outcomes, nps } = run(givenEvent({ nps: null }));
    expect(outcomes).toEqual(['without-score']);
    expect(nps).toBeNull();
  });

  test('with a used id and other content is kept aside', () => {
    expect(run(givenEvent(), givenEvent({ nps: 3 })).outcomes).toEqual(['recorded', 'rejected:id-reused']);
  });

  test('corrected before its original arrives keeps the correction', () => {
    const { outcomes, nps } = run(amendedEvent({ nps: 2, revision: 7 }), givenEvent());
    expect(outcomes).toEqual(['recorded', 'superseded']);
    expect(nps).toBe(2);
  });

  test('changed and changed back ends as it began', () => {
    const { outcomes, nps } = run(
      givenEvent(),
      amendedEvent({ nps: 2, revision: 5 }),
      amendedEvent({ nps: 9, revision: 6 }),
    );
    expect(outcomes).toEqual(['recorded', 'amended', 'amended']);
    expect(nps).toBe(9);
  });

  test('imported again after corrections changes nothing', () => {
    const { outcomes, nps } = run(givenEvent(), amendedEvent({ nps: 2, revision: 5 }), givenEvent());
    expect(outcomes).toEqual(['recorded', 'amended', 'duplicate']);
    expect(nps).toBe(2);
  });

  test('confirmed at a higher revision is not overwritten by one in between', () => {
    const { outcomes, nps } = run(
      givenEvent({ revision: 1 }),
      givenEvent({ revision: 3 }),
      amendedEvent({ nps: 2, revision: 2 }),
    );
    expect(outcomes).toEqual(['recorded', 'duplicate', 'superseded']);
    expect(nps).toBe(9);
  });

  test('confirmed at a higher revision has the time of that one', () => {
    const receivedAt = givenEvent().data.receivedAt + 60_000;
    const { outcomes, known } = run(givenEvent(), amendedEvent({ revision: 3, receivedAt }));
    expect(outcomes).toEqual(['recorded', 'duplicate']);
    expect(known).toMatchObject({ revision: 3, receivedAt });
  });

  test('withdrawn before it arrives never counts', () => {
    const { outcomes, known } = run(withdrawnEvent(9), givenEvent());
    expect(outcomes).toEqual(['withdrawn', 'superseded']);
    expect(known?.state).toBe('withdrawn');
  });

  test('withdrawn twice is withdrawn once', () => {
    expect(run(givenEvent(), withdrawnEvent(8), withdrawnEvent(9)).outcomes).toEqual([
      'recorded',
      'withdrawn',
      'duplicate',
    ]);
  });

  test('withdrawn at the revision it was given with is withdrawn in either order', () => {
    expect(run(givenEvent({ revision: 4 }), withdrawnEvent(4)).known?.state).toBe('withdrawn');
    expect(run(withdrawnEvent(4), givenEvent({ revision: 4 })).known?.state).toBe('withdrawn');
  });

  test('keeps no words after it was withdrawn', () => {
    const comment = { text: 'words', language: 'fi' as const, redacted: [] };
    const { known } = run(givenEvent({ comment }), withdrawnEvent(9));
    expect(JSON.stringify(known)).not.toContain('words');
  });

  test.each([
    ['again', givenEvent({ alias: 'b' }), 'duplicate'],
    ['again and later', givenEvent({ alias: 'b', revision: 6 }), 'amended'],
    ['as it was corrected', amendedEvent({ nps: 2, revision: 5, alias: 'b' }), 'duplicate'],
    ['as it was before', givenEvent({ nps: 7, alias: 'b' }), 'superseded'],
    ['with a used id', amendedEvent({ nps: 7, revision: 5, alias: 'b' }), 'rejected:id-reused'],
    [
      'for a unit nobody knows',
      amendedEvent({ unit: 4711, revision: 6, alias: 'b' }),
      'rejected:unknown-unit',
    ],
    ['in a withdrawal that comes late', withdrawnEvent(4, 'units:a', 'b'), 'superseded'],
    ['in a withdrawal', withdrawnEvent(6, 'units:a', 'b'), 'withdrawn'],
  ])('told its other name when it comes %s forgets it, or a name it had', (_, event, outcome) => {
    const corrected = amendedEvent({ nps: 2, revision: 5 });
    const later = amendedEvent({ nps: 1, revision: 7, alias: 'c' });
    const { outcomes, known } = run(givenEvent(), corrected, event, later);
    expect(outcomes).toEqual(['recorded', 'amended', outcome, 'amended']);
    expect(known).toMatchObject({ alias: 'b', content: { nps: 1 } });
  });

  test.each([
    ['was given with', [givenEvent({ alias: 'b' }), withdrawnEvent(5)]],
    ['was told by its withdrawal, before which nobody knew it', [withdrawnEvent(5, 'units:a', 'b')]],
    [
      'was told by its withdrawal when that came again',
      [withdrawnEvent(5), withdrawnEvent(5, 'units:a', 'b')],
    ],
    ['was told by an older giving', [withdrawnEvent(5), givenEvent({ alias: 'b' })]],
  ])('withdrawn forgets the other name it %s', (_, events) => {
    const { known } = run(...events);
    expect(known).toMatchObject({ state: 'withdrawn', revision: 5, alias: 'b' });
    const again = amendedEvent({ nps: 3, revision: 6, alias: 'c' });
    expect(run(...events, again).known).toMatchObject({ state: 'given', alias: 'b', content: { nps: 3 } });
    expect(run(...events, again, withdrawnEvent(7)).known).toMatchObject({ state: 'withdrawn', alias: 'b' });
  });

  test('keeps its other name beside its content, not in it as well', () => {
    expect(run(givenEvent({ alias: 'b' })).known).not.toHaveProperty('content.alias');
  });

  test('of a unit nobody knows is kept aside and leaves no document', () => {
    const { outcomes, known } = run(givenEvent({ unit: 4711 }));
    expect(outcomes).toEqual(['rejected:unknown-unit']);
    expect(known).toBeUndefined();
  });
});

const anyEvent = fc
  .record({ revision: fc.nat(8), kind: fc.constantFrom('given', 'amended', 'withdrawn') })
  .map(({ revision, kind }): FeedbackEvent => {
    if (kind === 'withdrawn') return withdrawnEvent(revision);
    const fingerprint = fingerprintOf(`content of ${revision}`);
    const change = { revision, nps: revision, fingerprint };
    return kind === 'given' ? givenEvent(change) : amendedEvent(change);
  });

test('the same events in any order end in the same answer', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (events, picks) => {
      const shuffled = events
        .map((event) => ({ event, key: picks.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      const essence = (known: AnswerDocument | undefined) =>
        known && [known.state, known.revision, known.state === 'given' && known.content.nps];
      expect(essence(run(...shuffled).known)).toEqual(essence(run(...events).known));
    }),
    { numRuns: 500 },
  );
});
