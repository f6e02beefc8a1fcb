import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOccurrenceCount } from './occurrence-count.ts';

test('hashes that share a half, a slot or a time of growing are counted together', () => {
  // Few distinct halves, so that most hashes meet another in one of them; zero is a hash like any other.
  const half = fc.constantFrom('00000000', '00000001', '00001001', '01000000', 'ffffffff', '80000000');
  const hash = fc.tuple(half, half).map((halves) => halves.join(''));
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 200 }), (hashes) => {
      const occurrenceOf = createOccurrenceCount();
      const model = new Map<string, number>();
      for (const each of hashes) {
        model.set(each, (model.get(each) ?? 0) + 1);
        expect(occurrenceOf(each)).toBe(model.get(each));
      }
    }),
  );
});

test('a text that comes by a thousand times, beside others of its table, is counted to the end', () => {
  const occurrenceOf = createOccurrenceCount();
  for (let time = 1; time <= 1_000; time++) {
    expect(occurrenceOf('ab00000000000001')).toBe(time);
    expect(occurrenceOf('ab00000100000001')).toBe(time);
    expect(occurrenceOf(`ab0000020000${time.toString(16).padStart(4, '0')}`)).toBe(1);
  }
});

test('growing forgets no count', () => {
  const occurrenceOf = createOccurrenceCount();
  const hashes = Array.from({ length: 30_000 }, (_, at) =>
    (at * 2_654_435_761).toString(16).padStart(16, '0'),
  );
  expect(hashes.every((hash) => occurrenceOf(hash) === 1)).toBe(true);
  expect(hashes.every((hash) => occurrenceOf(hash) === 2)).toBe(true);
});
