import { expect, test } from 'vitest';
import { matchesOf } from './matches.ts';

test('a match is lost because the pattern was left in the middle of another text', () => {
  const pattern = /[0-9]+/g;
  pattern.test('a long text 12');
  expect(matchesOf('1 and 23', pattern).map(({ index, 0: matched }) => [index, matched])).toEqual([
    [0, '1'],
    [6, '23'],
  ]);
});
