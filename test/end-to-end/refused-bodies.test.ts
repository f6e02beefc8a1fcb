import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { device, doorsByType, expectProblem, expectWell, good, mib, secret } from './expect-problem.ts';
import { deviceAnswer, json, questionnaireResponse, send, serviceRequest } from './send-answer.ts';

let kuulolla: Kuulolla;

beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder(), { settings: { LOG_LEVEL: 'debug' } });
});

describe('a body', () => {
  test.each(doorsByType)(
    'of %s at %s in another charset than %s in UTF-8 is 415',
    async (source, path, type) => {
      for (const charset of ['utf-16', 'shift_jis', secret]) {
        const headers = { 'content-type': `${type}; charset=${charset}` };
        const sent = await send(kuulolla, source, path, { method: 'POST', headers, body: '{}' });
        await expectProblem(sent, 415, charset);
      }
    },
  );

  test.each(doorsByType)('of another type than %s at %s takes is 415', async (source, path) => {
    for (const type of ['text/plain', 'application/xml', 'application/octet-stream', `text/${secret}`]) {
      const headers = { 'content-type': type };
      const sent = await send(kuulolla, source, path, { method: 'POST', headers, body: secret });
      await expectProblem(sent, 415, type);
    }
  });

  test('without a type is 415, not guessed', async () => {
    for (const [source, path] of doorsByType) {
      const body = Buffer.from('{}');
      await expectProblem(await send(kuulolla, source, path, { method: 'POST', body }), 415, path);
    }
  });

  test('that is not what its type says is 400 and comes back in no answer', async () => {
    for (const [source, path, type] of doorsByType) {
      const bodies =
        type === 'text/csv'
          ? [`unit;${secret}\n1;2\n`, `${secret}\n`, '', `id;unit;answeredAt\n"${secret}\n`]
          : type.includes('json')
            ? [`{"comment":"${secret}`, secret, '', `["${secret}"]`, 'null', `"${secret}"`, '{"a":1}{"b":2}']
            : type.includes('urlencoded')
              ? [`${secret}=%`, `description=%ff${secret}`, `${secret}`, '']
              : [secret, '', `--b\r\n${secret}`, '--b--'];
      for (const body of bodies) {
        const headers = { 'content-type': type };
        await expectProblem(
          await send(kuulolla, source, path, { method: 'POST', headers, body }),
          400,
          `${type}: ${body}`,
        );
      }
    }
  });

  test('that is not UTF-8 is 400', async () => {
    const bytes = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
    for (const [source, path, type] of doorsByType.filter(([, , type]) => type.includes('json'))) {
      const headers = { 'content-type': type };
      await expectProblem(
        await send(kuulolla, source, path, { method: 'POST', headers, body: bytes }),
        400,
        type,
      );
    }
  });

  test('that swells a thousandfold is 413, and costs little memory', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * mib, '\n'));
    const before = await residentBytes();
    for (const [source, path, type] of doorsByType.slice(0, 4)) {
      for (const [encoding, body] of [
        ['gzip', bomb],
        ['br', brotliCompressSync(Buffer.alloc(64 * mib, '\n'))],
      ] as const) {
        const headers = { 'content-type': type, 'content-encoding': encoding };
        const sent = await send(kuulolla, source, path, {
          method: 'POST',
          headers,
          body: body as Buffer<ArrayBuffer>,
        });
        await expectProblem(sent, 413, `${encoding} ${type}`);
      }
    }
    expect((await residentBytes()) - before).toBeLessThan(200 * mib);
    expect((await fetch(`${kuulolla.address}/healthz`)).status).toBe(200);
  });

  test("whose compression is broken or unknown is refused as the caller's fault", async () => {
    for (const [source, path, type] of doorsByType.slice(0, 4)) {
      for (const encoding of ['gzip', 'deflate', 'br', 'zstd']) {
        const headers = { 'content-type': type, 'content-encoding': encoding };
        const sent = await send(kuulolla, source, path, { method: 'POST', headers, body: secret });
        await expectProblem(sent, 400, `${encoding} ${type}`);
      }
      const cut = gzipSync(Buffer.from(JSON.stringify(device()))).subarray(0, 40);
      const gzip = { 'content-type': type, 'content-encoding': 'gzip' };
      await expectProblem(
        await send(kuulolla, source, path, { method: 'POST', headers: gzip, body: cut }),
        400,
        `cut ${type}`,
      );
      const strange = { 'content-type': type, 'content-encoding': secret };
      await expectProblem(
        await send(kuulolla, source, path, { method: 'POST', headers: strange, body: '{}' }),
        415,
        `strange ${type}`,
      );
    }
  });

  test('of 33 MB is 413 at every door but the CSV one', async () => {
    const body = Buffer.alloc(33 * mib, ' ');
    for (const [source, path, type] of doorsByType.filter(([, , type]) => type !== 'text/csv')) {
      const headers = { 'content-type': type };
      const sent = await send(kuulolla, source, path, { method: 'POST', headers, body }).catch(() => null);
      // Cut off in the midst of sending is an answer too, as long as the server lives.
      if (sent) await expectProblem(sent, 413, type);
    }
    expect((await fetch(`${kuulolla.address}/readiness`)).status).toBe(200);
  });

  test('that nests without end is 400', async () => {
    for (const deep of [
      `${'['.repeat(500_000)}`,
      `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`,
      '['.repeat(33) + ']'.repeat(33),
    ]) {
      for (const [source, path, type] of doorsByType.filter(([, , type]) => type.includes('json'))) {
        const headers = { 'content-type': type };
        await expectProblem(
          await send(kuulolla, source, path, { method: 'POST', headers, body: deep }),
          400,
          type,
        );
      }
    }
  });

  test('of 1,001 answers is 400 and none of them goes in; of 1,000 all do', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => deviceAnswer(good(`many-${at}`)));
    await expectProblem(
      await send(kuulolla, 'units', '/v1/feedback', json('POST', many(1001))),
      400,
      '1,001',
    );
    const all = await send(kuulolla, 'units', '/v1/feedback', json('POST', many(1000)));
    expect(await all.json()).toEqual({ accepted: 1000, rejected: [] });
  });

  test('with names that mean something to JavaScript or a database has unknown fields, no more', async () => {
    for (const name of [
      '__proto__',
      'constructor',
      'prototype',
      '$where',
      '$ne',
      'toString',
      'hasOwnProperty',
      'a.b',
      '',
    ]) {
      const body = `{"id":"x","unit":${good('').unit},"answeredAt":"${new Date().toISOString()}",${JSON.stringify(name)}:{"nps":1}}`;
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const text = await expectProblem(await send(kuulolla, 'units', '/v1/feedback', init), 400, name);
      expect(JSON.parse(text)).toMatchObject({
        accepted: 0,
        rejected: [{ index: 0, code: 'unknown-field' }],
      });
      const statements = `{"id":"x","unit":${good('').unit},"answeredAt":"${new Date().toISOString()}","statements":{${JSON.stringify(name)}:1}}`;
      const sent = await send(kuulolla, 'units', '/v1/feedback', { ...init, body: statements });
      // Names of letters only are names of statements like any other.
      if (!/^[a-z][a-zA-Z0-9-]*$/.test(name)) await expectProblem(sent, 400, `statements ${name}`);
      else expect(sent.status).toBe(202);
    }
    const form = new URLSearchParams(serviceRequest(good('proto')));
    for (const name of [
      '__proto__[polluted]',
      'constructor[prototype][polluted]',
      'attribute[__proto__]',
      '$where',
    ])
      form.append(name, 'yes');
    const headers = { 'idempotency-key': 'proto' };
    expect(
      (await send(kuulolla, 'helfi', '/open311/v2/requests.json', { method: 'POST', headers, body: form }))
        .status,
    ).toBe(201);
    const resource = { ...questionnaireResponse(good('proto')), constructor: { a: 1 }, $where: '1' };
    const fhir = json('POST', resource, 'application/fhir+json');
    expect((await send(kuulolla, 'maisa', '/fhir/R4/QuestionnaireResponse', fhir)).status).toBe(201);
  });

  test.each([
    ['a score in words', { nps: 'nine' }, 'nps'],
    ['a score with a fraction', { nps: 8.5 }, 'nps'],
    ['a score beyond the scale', { nps: 11 }, 'nps'],
    ['a score with a leading zero', { nps: '09' }, 'nps'],
    ['a score that is true', { nps: true }, 'nps'],
    ['an answer of tomorrow', { answeredAt: new Date(Date.now() + 86_400_000).toISOString() }, 'answeredAt'],
    ['a day that is none', { answeredAt: '2026-02-30T10:00:00Z' }, 'answeredAt'],
    ['a time without an offset', { answeredAt: '2026-02-20T10:00:00' }, 'answeredAt'],
    ['a unit of words', { unit: secret }, 'unit'],
    ['a negative unit', { unit: -1 }, 'unit'],
    ['a comment of 10,001 characters', { comment: 'x'.repeat(10_001) }, 'comment'],
    ['a NUL in the id', { id: 'a\0b' }, 'id'],
    ['half a character in the id', { id: 'a\ud800' }, 'id'],
    ['a name where the language stands', { language: secret }, 'language'],
    ['an age instead of a band', { ageBand: 44 }, 'ageBand'],
  ])('with %s is refused with its field', async (what, more, field) => {
    const response = await send(kuulolla, 'units', '/v1/feedback', json('POST', device(more)));
    const text = await expectProblem(response, 400, what);
    expect(JSON.parse(text)).toMatchObject({ accepted: 0, rejected: [{ index: 0, field }] });
  });
});

test('after all this the server is well', () => expectWell(kuulolla));

async function residentBytes(): Promise<number> {
  const text = await (await fetch(`${kuulolla.address}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
