// Those that forms and mail programs put into numbers, addresses and Nordic names; any character may also have a number.
const NAMED = new Map(
  Object.entries({
    ...{ nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ', shy: '\u00ad', zwnj: '\u200c', zwj: '\u200d' },
    ...{ ndash: '-', mdash: '-', minus: '-', hyphen: '-', dash: '-', plus: '+', lowbar: '_', sol: '/' },
    ...{
      period: '.',
      comma: ',',
      colon: ':',
      lpar: '(',
      rpar: ')',
      commat: '@',
      amp: '&',
      quot: '"',
      apos: "'",
    },
    ...{ auml: 'ä', ouml: 'ö', aring: 'å', Auml: 'Ä', Ouml: 'Ö', Aring: 'Å' },
  }),
);
// "&amp;nbsp;" has been through two programs.
const ENTITY = /&(?:amp;)?(?:#(?<decimal>[0-9]{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<name>[a-z]{2,8}));/iy;
const LAST_CODE_POINT = 0x10ffff;

/** The character an HTML entity at this place stands for, and the entity's length in UTF-16 units. */
export function entityAt(text: string, at: number): { character: string; length: number } | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (!match) return undefined;
  const { decimal, hex, name } = match.groups ?? {};
  const character = name === undefined ? numbered(decimal, hex) : NAMED.get(name);
  return character === undefined ? undefined : { character, length: match[0].length };
}

function numbered(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : undefined;
}
