import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadOpen311Config } from './open311-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'open311-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shipped = JSON.parse(readFileSync(new URL('./helfi-services.json', import.meta.url), 'utf8'));

function written(content: unknown): string {
  const file = join(folder, 'services.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const [nps] = shipped.attributes;
const [thanks] = shipped.services;

test('the shipped file is refused, or a service without a score', () => {
  const config = loadOpen311Config();
  for (const { attributes } of config.services) {
    const score = attributes.find(({ keepAs }) => keepAs === 'score');
    expect(score).toMatchObject({ code: 'nps', required: false, order: 1 });
    expect(score?.values).toHaveLength(11);
  }
});

test.each([
  ['JSON', '{'],
  ['jurisdiction', { ...shipped, jurisdiction: '' }],
  ['basePath', { ...shipped, basePath: 'open311' }],
  ['basePath', { ...shipped, basePath: '/a/:b' }],
  ['publicUrl', { ...shipped, publicUrl: 'ftp://example.org' }],
  ['services', { ...shipped, services: [] }],
  ['services.0.attributes', { ...shipped, services: [{ ...thanks, attributes: ['nothing'] }] }],
  ['services.1.code', { ...shipped, services: [thanks, thanks] }],
  ['services.0.code', { ...shipped, services: [{ ...thanks, code: 'a.b' }] }],
  ['attributes.1.code', { ...shipped, attributes: [nps, ...shipped.attributes] }],
  ['attributes.0', { ...shipped, attributes: [{ ...nps, values: 'agreement' }] }],
  ['attributes.0', { ...shipped, attributes: [{ ...nps, values: 'nothing' }] }],
  ['attributes.0', { ...shipped, attributes: [{ ...nps, values: 'constructor' }] }],
  ['attributes.0', { ...shipped, attributes: [{ ...nps, datatype: 'text' }] }],
  ['attributes.0', { ...shipped, attributes: [{ ...nps, datatype: 'multivaluelist' }] }],
  ['idempotencyField', { ...shipped, idempotencyField: 'attribute[a' }],
  ['its content', { ...shipped, more: 1 }],
])('a file with a wrong %s is taken, or the sentence does not say where', (place, content) => {
  expect(() => loadOpen311Config(written(content))).toThrow(place);
});
