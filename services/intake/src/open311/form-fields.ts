import { HttpProblem } from '@kuulolla/service-kit/http-problem';

/** Most fields of one form or query. */
export const maxFields = 300;

/**
 * The fields of a form or a query: the values of each name in the order sent, empty ones left out, since an empty
 * parameter is an absent one. Maps, so that `__proto__` is a name like any other.
 */
export interface FormFields {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /**
   * By code: of `attribute[nps]`, `attribute[c][]` and `attribute[c][0]`. What only begins like one (`attribute[nps`) is
   * under its whole name, which no service has.
   */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/** A form as it came in. `filesLeftOut` is the number of files that came with it and were read past. */
export interface FormBody extends FormFields {
  readonly filesLeftOut: number;
}

export const noFields: FormFields = { fields: new Map(), attributes: new Map() };

/** The reader of multipart forms makes `attribute` of `attribute[]`. */
const attributeStart = /^attribute(\[|$)/;
const attributeName = /^attribute\[([^[\]]+)\](?:\[\d*\])?$/;

export function formFieldsOf(pairs: Iterable<readonly [name: string, value: string]>): FormFields {
  const fields = new Map<string, string[]>();
  const attributes = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (value.trim() === '') continue;
    const code = attributeName.exec(name)?.[1] ?? (attributeStart.test(name) ? name : undefined);
    const group = code === undefined ? fields : attributes;
    const values = group.get(code ?? name);
    if (values) values.push(value);
    else group.set(code ?? name, [value]);
  }
  return { fields, attributes };
}

/**
 * Reads `application/x-www-form-urlencoded` text strictly: 400 for a percent sign that is none or bytes that are not
 * UTF-8 (libraries let both pass), 413 for more than 300 fields.
 */
export function parseUrlencoded(text: string): FormFields {
  const parts = text.split('&').filter((part) => part !== '');
  if (parts.length > maxFields) throw tooManyFields();
  return formFieldsOf(
    parts.map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decoded(part), ''] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
    }),
  );
}

export function tooManyFields(): HttpProblem {
  return new HttpProblem(413, 'too-many-fields', `Send at most ${maxFields} fields.`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch (cause) {
    const message = 'A parameter is not percent-encoded UTF-8; encode it again.';
    throw new HttpProblem(400, 'bad-encoding', message, { cause });
  }
}

/** The one value of a field, or null without one; 400 for a field sent twice. */
export function singleField(form: FormFields, name: string): string | null {
  return single(form.fields.get(name), name);
}

/** The one value of a list of values of the field `name`. */
export function single(values: readonly string[] | undefined, name: string): string | null {
  if (values === undefined || values.length === 0) return null;
  if (values.length === 1) return values[0] ?? null;
  throw new HttpProblem(400, 'repeated-field', `${name} is given more than once; send it once.`, {
    field: name,
  });
}
