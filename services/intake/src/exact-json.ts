/** What only a number beyond the precision of one can have: 16 digits or so in a row, or an exponent far below zero. */
const mayBeRounded = /[\d.]{16}|[eE]-\d{2}/;

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Parses JSON, except that a number which is no integer is never one for being rounded: `8.9999999999999999`, which
 * JSON.parse makes 9, is NaN, which no field takes. Throws as JSON.parse does.
 */
export function parseExactly(text: string): unknown {
  if (!mayBeRounded.test(text)) return JSON.parse(text);
  const orNone: Reviver = (_key, value, { source }) =>
    source !== undefined && Number.isInteger(value) && !isWhole(source) ? Number.NaN : value;
  return JSON.parse(text, orNone as (key: string, value: unknown) => unknown);
}

/** Whether a number of JSON has nothing but zeros after its decimal point, once the exponent has moved it. */
function isWhole(source: string): boolean {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = `${whole}${fraction}`.replace(/0+$/, '');
  return digits === '' || digits.length - whole.length <= Number(exponent);
}
