import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openUnitsDoor, path, type UnitsDoor } from './units-door.test-kit.ts';

let door: UnitsDoor;

beforeAll(async () => {
  door = await openUnitsDoor();
});
beforeEach(() => {
  door.events.length = 0;
  door.logIsAway = false;
});
afterAll(() => door.close());

describe('a CSV sent to the door', () => {
  const file =
    'unit,answeredAt,nps\n4711,2026-11-20 09:31,9\n4711,2026-11-20 09:31,11\n4711,2026-11-20 09:31,9\n';

  test('costs a good row for a bad one, or is known by other ids when it is sent again', async () => {
    const answer = await door.send('POST', path, { body: file, type: 'text/csv' });
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({
      accepted: 2,
      rejected: [
        {
          index: 1,
          code: 'bad-score',
          field: 'nps',
          column: 'nps',
          line: 3,
          message: expect.stringContaining('0 to 10'),
        },
      ],
    });
    const first = door.events.map(({ subject, data }) => [subject, data.fingerprint]);
    door.events.length = 0;
    await door.send('POST', `${path}?profile=plain`, { body: file, type: 'text/csv; charset=utf-8' });
    expect(door.events.map(({ subject, data }) => [subject, data.fingerprint])).toEqual(first);
    expect(new Set(first.map(([subject]) => subject)).size).toBe(2);
  });

  test.each([
    [400, 'unknown-profile', file, '?profile=none', 'text/csv', {}],
    [400, 'unknown-parameter', file, '?profil=roidu', 'text/csv', {}],
    [400, 'bad-parameter', file, '?profile=plain&profile=roidu', 'text/csv', {}],
    [400, 'missing-column', 'a,b\n1,2', '', 'text/csv', {}],
    [400, 'empty-file', '', '', 'text/csv', {}],
    [400, 'utf-16', Buffer.from('\ufeffunit,answeredAt\n', 'utf16le'), '', 'text/csv', {}],
    [415, 'charset-unsupported', file, '', 'text/csv; charset=utf-16', {}],
    [415, 'encoding-unsupported', file, '', 'text/csv', { 'content-encoding': 'compress' }],
    [400, 'unknown-profile', file, '?profile=none', 'Text/CSV;charset=UTF-8', {}],
    [415, 'media-type', file, '', 'text/csv-schema', {}],
    [400, 'bad-request', file, '', 'text/csv', { 'content-encoding': 'gzip' }],
    [400, 'bad-request', gzipSync(file).subarray(0, 60), '', 'text/csv', { 'content-encoding': 'gzip' }],
  ])('is answered other than %i %s', async (status, code, body, query, type, headers) => {
    const answer = await door.send('POST', `${path}${query}`, { body, type, headers });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(door.events.length).toBeLessThanOrEqual(2);
  });

  test('with an empty Content-Encoding is refused', async () => {
    const headers = { 'content-encoding': '' };
    expect((await door.send('POST', path, { body: file, type: 'text/csv', headers })).status).toBe(202);
  });

  test('without a body, not even of length 0, is refused for its media type', async () => {
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    const head = 'Host: a\r\nAuthorization: api-key units-key-of-the-test\r\nContent-Type: text/csv\r\n';
    socket.write(`POST ${path} HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"empty-file"');
  });

  test('with a wrong header is read to its end of 20 MB before the answer, or cut off without one', async () => {
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const rows = Buffer.from(`unit,nps\n${'1,2026-11-20\n'.repeat(1_600_000)}`);
      const body = 'content-encoding' in headers ? gzipSync(rows) : rows;
      const answer = await door.send('POST', path, { body, type: 'text/csv', headers });
      expect([answer.status, answer.json.code, answer.json.field]).toEqual([
        400,
        'missing-column',
        'answeredAt',
      ]);
    }
  });

  test('of only bad rows is answered other than 400, or one without rows other than 202', async () => {
    const bad = await door.send('POST', path, { body: 'unit,answeredAt\nx,y\n', type: 'text/csv' });
    expect([bad.status, bad.json.accepted, bad.json.rejected.length]).toEqual([400, 0, 1]);
    const none = await door.send('POST', path, { body: 'unit,answeredAt\n', type: 'text/csv' });
    expect([none.status, none.json]).toEqual([202, { accepted: 0, rejected: [] }]);
  });

  test('repeats its cells or its unknown columns in an answer or in the log', async () => {
    const secret = '131052-308T';
    for (const body of [
      `unit,answeredAt,${secret}\n1,2,3`,
      `unit,answeredAt,language\n${secret},${secret},${secret}\n1,${secret},\n1,2026-11-20,${secret}`,
    ]) {
      const answer = await door.send('POST', path, { body, type: 'text/csv' });
      expect(answer.status).toBe(400);
      expect(answer.text + door.logLines.join()).not.toContain(secret);
    }
  });

  test('in Windows-1252 needs a profile where the sender names the encoding', async () => {
    const body = Buffer.from('unit,answeredAt,comment\n1,2026-11-20,Hyvä\n', 'latin1');
    await door.send('POST', path, { body, type: 'text/csv; charset=windows-1252' });
    expect(door.events).toMatchObject([{ data: { comment: { text: 'Hyvä' } } }]);
  });

  test('compressed is taken for text, or may swell without end', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const fine = await door.send('POST', path, { body: gzipSync(file), type: 'text/csv', headers: gzip });
    expect(fine.json.accepted).toBe(2);
    const bomb = gzipSync(`unit,answeredAt\n${'\n'.repeat(40_000_000)}`);
    const answer = await door.send('POST', path, { body: bomb, type: 'text/csv', headers: gzip });
    expect([answer.status, answer.json.code]).toEqual([413, 'body-too-large']);
  });

  test('is acknowledged while the log is away', async () => {
    door.logIsAway = true;
    const answer = await door.send('POST', path, { body: file, type: 'text/csv' });
    expect([answer.status, answer.json.code]).toEqual([503, 'log-unavailable']);
  });

  test('loses what was handed in when its sender goes away, or takes the door with it', async () => {
    const sender = new AbortController();
    const rows = `unit,answeredAt\n${'1,2026-11-20\n'.repeat(5000)}`;
    let chunks = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (chunks++ === 0) return controller.enqueue(Buffer.from(rows));
        await expect.poll(() => door.events.length).toBeGreaterThan(0);
        sender.abort();
      },
    });
    const headers = { authorization: 'api-key units-key-of-the-test', 'content-type': 'text/csv' };
    const sent = fetch(door.url + path, {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
      signal: sender.signal,
    } as RequestInit);
    await expect(sent).rejects.toThrow();
    expect(door.events.length).toBeGreaterThanOrEqual(500);
    expect((await door.send('POST', path, { body: file, type: 'text/csv' })).status).toBe(202);
  });
});
