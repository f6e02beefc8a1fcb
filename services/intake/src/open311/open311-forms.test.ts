import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  feedback,
  helfiKey,
  type Open311Door,
  openOpen311Door,
  shipped,
  urlencoded,
} from './open311-door.test-kit.ts';
import { createPartCharsets } from './part-charsets.ts';

let door: Open311Door;

beforeAll(async () => {
  door = await openOpen311Door();
});
beforeEach(() => {
  door.events.length = 0;
});
afterAll(() => door.close());

describe('a form', () => {
  const multipart = (fill: (form: FormData) => void, extra: RequestInit = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ api_key: helfiKey, ...feedback })) form.set(name, value);
    fill(form);
    return door.send('/requests.json', { method: 'POST', body: form, ...extra });
  };

  test('in parts is read otherwise than a urlencoded one', async () => {
    const answer = await multipart((form) => {
      form.set('attribute[nps]', '7');
      form.append('attribute[c][]', 'a');
      form.append('attribute[c][]', 'b');
      form.set('__proto__', 'x');
      form.set('__proto__[nps]', 'x');
      form.set('attribute[__proto__][nps]', 'x');
    });
    expect(answer.status).toBe(201);
    expect(door.events).toMatchObject([{ data: { nps: 7, comment: { text: feedback.description } } }]);
    expect(({} as { nps?: unknown }).nps).toBeUndefined();
  });

  test('with a photo is refused, or keeps silent about leaving it out', async () => {
    const photo = new Blob([new Uint8Array(300_000).fill(0xff)], { type: 'image/jpeg' });
    const answer = await multipart((form) => form.append('media[]', photo, 'maija@example.org.jpg'));
    expect(answer.status).toBe(201);
    expect(answer.json[0].service_notice).toContain('Liitteitä');
    expect(JSON.stringify(door.events) + answer.text).not.toContain('maija');
  });

  const raw = (
    body: string | Uint8Array<ArrayBuffer>,
    type: string | null,
    headers: Record<string, string> = {},
  ) =>
    door.send(`/requests.json?api_key=${helfiKey}`, {
      method: 'POST',
      body,
      headers: { ...(type === null ? {} : { 'content-type': type }), ...headers },
    });
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const inParts = (fields: Record<string, string>) =>
    `${Object.entries(fields)
      .map(([name, value]) => part(name, value))
      .join('')}--b--\r\n`;
  const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
  const boundary = 'multipart/form-data; boundary=b';

  test.each([
    [415, '{}', 'application/json', {}],
    [415, 'description=a', 'text/plain', {}],
    [415, 'description=a', `${urlencoded}; charset=iso-8859-1`, {}],
    [415, inParts(feedback), `${boundary}; charset=iso-8859-1`, {}],
    [415, inParts(feedback), boundary, { 'content-encoding': 'gzip' }],
    [415, latin('a=b'), null, {}],
    [400, 'description=%E4', urlencoded, {}],
    [400, 'description=%zz', urlencoded, {}],
    [400, latin('description=ä'), urlencoded, {}],
    [400, latin(inParts({ ...feedback, description: 'Kävin' })), boundary, {}],
    [400, inParts(feedback), 'multipart/form-data', {}],
    [400, inParts(feedback).slice(0, -20), boundary, {}],
    [400, `description=a&description=b`, urlencoded, {}],
    [413, `description=${'a'.repeat(300_000)}`, urlencoded, {}],
    [413, 'a=1&'.repeat(301), urlencoded, {}],
    [413, inParts(Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`f${i}`, 'x']))), boundary, {}],
    [413, inParts({ ...feedback, description: 'a'.repeat(70_000) }), boundary, {}],
    [413, inParts({ ['a[b]'.padEnd(40, '[c]')]: 'x' }), boundary, {}],
  ])('is answered other than %i', async (status, body, type, headers) => {
    const answer = await raw(body, type, headers);
    expect([answer.status, answer.json?.[0]?.code]).toEqual([status, status]);
    expect(door.events).toEqual([]);
    expect(answer.text).not.toMatch(/\.ts:|node_modules/);
  });

  const typed = (type: string, value: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="description"${more}\r\nContent-Type: ${type}\r\n\r\n${value}\r\n`;
  const withWords = (description: string) => {
    const others = { ...feedback, 'attribute[nps]': '7' } as Partial<typeof feedback>;
    delete others.description;
    return description + inParts(others as Record<string, string>);
  };

  test.each([
    'text/plain; charset=shift_jis',
    'text/plain;charset="UTF-16"',
    'text/plain; format=flowed; charset=nonsense',
    'text/plain; charset=iso-8859-1',
    'text/plain;\r\n charset=utf-16le',
  ])('with a part in %j loses its words, or garbles them', async (type) => {
    const answer = await raw(withWords(typed(type, 'Kiitos!')), boundary);
    expect([answer.status, answer.json[0].code]).toEqual([415, 415]);
    expect(door.events).toEqual([]);
  });

  test.each([
    ['text/plain; charset=utf-8', 'Hyvää!'],
    ['text/plain; charset="US-ASCII"', 'Kiitos!'],
    ['text/plain', 'Content-Type: text/plain; charset=utf-16\r\n\r\nx'],
  ])('with a part in %j is refused', async (type, words) => {
    expect((await raw(withWords(typed(type, words)), boundary)).status).toBe(201);
    expect(door.events).toMatchObject([{ data: { nps: 7, comment: { text: words } } }]);
  });

  test('with a file in another charset is refused, or a text cut anywhere is not', async () => {
    const file = typed('text/plain; charset=utf-16', 'x', '; filename="a.txt"');
    expect((await raw(withWords(typed('text/plain', 'Kiitos!') + file), boundary)).status).toBe(201);
    const bytes = Buffer.from(withWords(typed('text/plain; charset=utf-16', 'x')));
    for (const size of [1, 3, 7, 40]) {
      const charsets = createPartCharsets('multipart/form-data; boundary="b"');
      for (let at = 0; at < bytes.length; at += size) charsets.feed(bytes.subarray(at, at + size));
      expect(charsets.hasForeign()).toBe(true);
    }
  });

  test('with attributes of a name that is none drops them in silence', async () => {
    for (const name of ['attribute[nps][x]', 'attribute[nps', 'attribute[]', 'attribute[nps]x']) {
      for (const answer of [
        await door.post({ [name]: '9' }),
        await raw(inParts({ ...feedback, [name]: '9' }), boundary),
      ]) {
        expect([name, answer.status]).toEqual([name, 201]);
        expect(answer.json[0].service_notice).toContain(shipped.notices.attributesLeftOut.fi);
      }
    }
    expect(door.events.some((event) => 'nps' in event.data && event.data.nps !== null)).toBe(false);
  });

  test('that is larger than it may be is read to its end', async () => {
    const small = await openOpen311Door({ limits: { maxBodyBytes: 100_000 } });
    const form = new FormData();
    form.set('media', new Blob([new Uint8Array(200_000)]), 'a.jpg');
    const answer = await small.send('/requests.json', { method: 'POST', body: form });
    expect([answer.status, answer.json[0].code]).toEqual([413, 413]);
    async function* chunks() {
      yield Buffer.from('--b\r\nContent-Disposition: form-data; name="m"; filename="m"\r\n\r\n');
      for (let sent = 0; sent < 20; sent++) yield Buffer.alloc(10_000);
      yield Buffer.from('\r\n--b--\r\n');
    }
    const init = { method: 'POST', body: chunks(), duplex: 'half', headers: { 'content-type': boundary } };
    const chunked = await small.send('/requests.json', init as unknown as RequestInit);
    expect(chunked.status).toBe(413);
    await small.close();
  });
});
