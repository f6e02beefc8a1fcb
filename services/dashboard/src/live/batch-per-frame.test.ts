import type { ScoresMessage } from '@kuulolla/contracts/live-protocol';
import { describe, expect, test } from 'vitest';
import { batchPerFrame } from './batch-per-frame.ts';

const message = (scope: string, seq: number, epoch = 'e1'): ScoresMessage => ({
  type: 'update',
  scope,
  epoch,
  seq,
  scores: {},
});

function frames() {
  const callbacks: (() => void)[] = [];
  const batches: (readonly ScoresMessage[])[] = [];
  const batch = batchPerFrame(
    (messages) => batches.push(messages),
    (callback) => callbacks.push(callback),
  );
  return { batch, batches, asked: callbacks, next: () => callbacks.shift()?.() };
}

describe('messages of one frame', () => {
  test('ten thousand messages of three units are one delivery of three', () => {
    const { batch, batches, asked, next } = frames();
    for (let seq = 0; seq < 10_000; seq++) batch.add(message(`unit:${seq % 3}`, seq));
    expect(asked).toHaveLength(1);
    next();
    expect(batches).toHaveLength(1);
    expect(batches[0]?.map(({ seq }) => seq)).toEqual([9_999, 9_997, 9_998]);
  });

  test('a message after the frame asks for another frame', () => {
    const { batch, batches, next } = frames();
    batch.add(message('all', 1));
    next();
    batch.add(message('all', 2));
    next();
    expect(batches.map((messages) => messages.length)).toEqual([1, 1]);
  });

  test('what waited of an old epoch is not delivered beside the new one', () => {
    const { batch, batches, next } = frames();
    batch.add(message('unit:1', 500));
    batch.add(message('unit:2', 501));
    batch.add(message('unit:1', 1, 'e2'));
    next();
    expect(batches[0]).toEqual([message('unit:1', 1, 'e2')]);
  });

  test('a late message of the same frame does not win over the newer', () => {
    const { batch, batches, next } = frames();
    batch.add(message('all', 2));
    batch.add(message('all', 1));
    next();
    expect(batches[0]).toEqual([message('all', 2)]);
  });
});
