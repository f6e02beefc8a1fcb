import { expect } from 'vitest';
import type { Kuulolla } from '../kuulolla-process.ts';
import { deviceAnswer } from './send-answer.ts';

/** Stands in for what a caller must never get back. */
export const secret = 'Sirkkaliisa-Metsakoto';
export const mib = 1024 * 1024;

/** An answer there is nothing wrong with. */
export const good = (id: string) => ({ id, unit: 900_001, nps: 9, answeredAt: Date.now() - 1000 });
export const device = (more: object = {}) => ({ ...deviceAnswer(good('rude')), ...more });

/** Each door, by whose key it takes and of what type. */
export const doorsByType = [
  ['units', '/v1/feedback', 'application/json'],
  ['units', '/v1/feedback', 'text/csv'],
  ['maisa', '/fhir/R4/QuestionnaireResponse', 'application/fhir+json'],
  ['helfi', '/open311/v2/requests.json', 'application/x-www-form-urlencoded'],
  ['helfi', '/open311/v2/requests.xml', 'multipart/form-data; boundary=b'],
] as const;

/** Expects a status, worded in the dialect of the door, which repeats nothing and shows no stack; gives the text. */
export async function expectProblem(response: Response, status: number, what: string): Promise<string> {
  const text = await response.text();
  expect({ what, status: response.status, text }).toMatchObject({ what, status });
  const type = response.headers.get('content-type') ?? '';
  const { pathname } = new URL(response.url);
  if (pathname.startsWith('/fhir')) {
    expect(type).toMatch(/^application\/fhir\+json/);
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error' }],
    });
  } else if (pathname.startsWith('/open311') && pathname.endsWith('.xml')) {
    expect(type).toMatch(/^text\/xml/);
    expect(text).toMatch(new RegExp(`<errors><error><code>${status}</code><description>[^<]+</description>`));
  } else if (pathname.startsWith('/open311')) {
    expect(type).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toEqual([{ code: status, description: expect.any(String) }]);
  } else {
    expect(type).toMatch(/^application\/json/);
    const body = JSON.parse(text) as object;
    expect('code' in body || 'rejected' in body).toBe(true);
  }
  expectDiscreet(text, what);
  return text;
}

/** Nothing that was sent, and nothing of our own insides. */
export function expectDiscreet(text: string, what: string): void {
  expect([what, text.includes(secret)]).toEqual([what, false]);
  expect([what, /node:internal|node_modules|\.ts:\d+|\bat [\w.]+ \(/.test(text)]).toEqual([what, false]);
}

/** The server is well, has logged no failure of its own and stops with 0. */
export async function expectWell(kuulolla: Kuulolla): Promise<void> {
  expect((await fetch(`${kuulolla.address}/readiness`)).status).toBe(200);
  const ended = await kuulolla.stop();
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expectDiscreet(ended.stdout.replace(/"stack":"[^"]*"/g, ''), 'log');
  expect(ended.stdout.split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([]);
}
