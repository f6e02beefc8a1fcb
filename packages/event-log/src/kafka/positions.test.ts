import { expect, it } from 'vitest';
import { firstPosition } from './positions.ts';

const topic = { id: 'a', partitions: 2 };
const ranges = [
  { partition: 0, start: 5, end: 9 },
  { partition: 1, start: 0, end: 0 },
];
const first = (partition: number, offset: number, metadata = 'a') =>
  firstPosition('recorder', topic, ranges, partition, { offset, metadata });

it('begins where the group stands, also at the end', () => {
  expect(first(0, 5)).toBe(5);
  expect(first(0, 7)).toBe(7);
  expect(first(0, 9)).toBe(9);
  // Set with Kafka's own tool, which commits no metadata.
  expect(first(0, 7, '')).toBe(7);
});

it('begins at the first message kept where the group has committed nothing', () => {
  expect(first(0, -1, '')).toBe(5);
  expect(first(1, -1, '')).toBe(0);
});

it('begins nowhere else', () => {
  const outOfRange = expect.objectContaining({ code: 'offset-out-of-range', canRetry: false });
  // Forgotten; past the end; where kafkajs leaves a group that it made jump; of the topic that was here before.
  for (const begin of [() => first(0, 4), () => first(0, 10), () => first(0, -2), () => first(0, 7, 'b')]) {
    expect(begin).toThrow(outOfRange);
  }
  expect(() => first(2, 0)).toThrow(expect.objectContaining({ code: 'wrong-version' }));
});
