import { expect, test } from 'vitest';
import { shadowOf } from './shadow.ts';

test.each([
  ['Äiti\u00a0SOITTI ½ ßÆ', 'aiti soitti 1/2 ssae'],
  ['a \t\u00a0 b', 'a b'],
  ['a \n b\r\n\r\nc\u0085d', 'a\nb\nc\nd'],
  ['\n a', '\na'],
  ['a \u200b \u0001 b', 'a b'],
  ['a\u0301\u200bb\u0000', 'ab'],
  ['\u200b\u0301a', 'a'],
  ['010190\u00ad123A, yli\u00admaa', '010190-123a, ylimaa'],
  ['010190 \u00ad123A, 010190\n\u00ad123A', '010190 -123a, 010190\n123a'],
  ['&auml;&nbsp; &shy;1&shy;2 & &Auml', 'a 1-2 & &auml'],
  ['[phone] [puhelin][card]', '\u0001 [puhelin]\u0001'],
  ['\u{1d7d8}４٤ \ud800\u{1f600}', '044 \ud800\u{1f600}'],
  ['', ''],
])('the shadow of %j is wrong', (text, chars) => {
  expect(shadowOf(text).chars).toBe(chars);
});

test('what does not show or stands together points elsewhere in the original', () => {
  const text = '\u200bß  \na\u0301&nbsp;\u{1f600} ';
  const { chars, starts, ends } = shadowOf(text);
  const originals = starts.map((start, at) => text.slice(start, ends[at]));
  expect(chars).toBe('ss\na \u{1f600} ');
  expect(originals).toEqual(['ß', 'ß', '  \n', 'a\u0301', '&nbsp;', '\u{1f600}', '\u{1f600}', ' ']);
});
