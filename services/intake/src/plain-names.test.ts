import { expect, test } from 'vitest';
import { rememberingPlainNames } from './plain-names.ts';

test('a name found plain is looked at again, one that is not is taken for plain, or made-up names are all kept', () => {
  const looked: string[] = [];
  const isPlain = rememberingPlainNames((name) => {
    looked.push(name);
    return name !== 'not plain';
  });
  expect(['a', 'not plain', 'a', 'not plain'].map(isPlain)).toEqual([true, false, true, false]);
  expect(looked).toEqual(['a', 'not plain', 'not plain']);
  for (let made = 0; made < 2_000; made += 1) isPlain(`made up ${made}`);
  looked.length = 0;
  expect(['a', 'made up 0', 'made up 1999'].every(isPlain)).toBe(true);
  expect(looked).toEqual(['made up 1999']);
});
