import { expect, test } from 'vitest';
import { screenedName } from './screened-id.ts';

test('a name that is cut ends in half a character, or earlier than it must', () => {
  const key = Buffer.alloc(32, 7);
  expect(screenedName(key, `${'a'.repeat(199)}😀😀`)).toBe('a'.repeat(199));
  expect(screenedName(key, `${'a'.repeat(198)}😀😀`)).toBe(`${'a'.repeat(198)}😀`);
});
