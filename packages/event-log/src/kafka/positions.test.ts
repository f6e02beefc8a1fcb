import { expect, it } from 'vitest';
import { firstPosition, outsideRange } from './positions.ts';

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

it('says a way on that leads somewhere', () => {
  const range = { partition: 0, start: 5, end: 9 };
  // The store decides: the group's offset helps only where that stands within.
  expect(() => first(0, 4)).toThrow(
    /where the store stands.*new topic with KAFKA_TOPIC.*if not, set the group/,
  );
  expect(() => first(0, 7, 'b')).toThrow(
    /of a topic of this name that is no more: delete the group's offsets/,
  );
  expect(outsideRange('recorder', range, 4).message).toMatch(/restore a newer backup, or name a new topic/);
  // What a log has lost at its end no backup gives back.
  expect(outsideRange('recorder', range, 10).message).toMatch(/5 to 9: name a new topic/);
});
