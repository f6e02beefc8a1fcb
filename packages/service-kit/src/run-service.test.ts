import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { runService } from './run-service.ts';

let child: ChildProcess | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  child?.kill('SIGKILL');
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
});

/** How a process would end, and the last that it would say. */
async function endOf(start: Parameters<typeof runService>[1]) {
  const said: string[] = [];
  const ended = Promise.withResolvers<number>();
  vi.spyOn(process, 'exit').mockImplementation(((code: number) => ended.resolve(code)) as never);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const logger = createLogger('test', 'info', { write: (line) => void said.push(JSON.parse(line).msg) });
  await runService(logger, start).catch(() => undefined);
  return { code: await ended.promise, said: said[0] };
}

/** An error of ours. */
const failure = (code: string, message: string) =>
  Object.assign(new Error(message), { code, canRetry: false });
/** An error of a driver. */
const foreign = (code: string, message: string) => Object.assign(new Error(message), { code });

it.each([
  ['misconfigured', 2, 'Write the address so.\n'],
  ['wrong-version', 2, 'Start that release.\n'],
  ['locked', 3, 'Another one records.\n'],
  ['unavailable', 1, 'MongoDB does not answer.'],
])('a start that fails as %s says what to do', async (code, exitCode, sentence) => {
  expect(await endOf(() => Promise.reject(failure(code, sentence.trim())))).toEqual({
    code: exitCode,
    said: sentence,
  });
});

it('a start that fails in another way does not repeat what somebody else’s error says', async () => {
  const quoting = foreign('ERR_PARSE', 'unexpected "Matti Meikäläinen"');
  expect(await endOf(() => Promise.reject(quoting))).toEqual({ code: 1, said: 'could not start' });
});

const told = ['offset-out-of-range', 'wrong-version', 'misconfigured', 'restoring', 'conflict', 'full'];
it.each([
  ...told.map((code) => [code, failure(code, 'Do this about it.'), 'Do this about it.'] as const),
  ['conflict of a driver', foreign('conflict', 'E11000 { _id: "helfi:Matti" }'), 'cannot go on'] as const,
  ['too-large', failure('too-large', 'An event of helfi:Matti has 9 bytes.'), 'cannot go on'] as const,
])('a service that cannot go on for %s stops, and ends with 1 and its reason', async (_, error, said) => {
  const stop = vi.fn(async () => undefined);
  expect(await endOf(async () => ({ failed: Promise.reject(error), stop }))).toEqual({ code: 1, said });
  expect(stop).toHaveBeenCalledOnce();
});

it.each(['fails', 'idles', 'runs'])(
  'a service whose stop never ends, ends with 1 where it %s',
  async (fate) => {
    const script = join(import.meta.dirname, 'test-processes', 'never-stops.ts');
    const life = spawn(process.execPath, [script, fate], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = life;
    const [ended, said] = [once(life, 'exit'), text(life.stdout)];
    if (fate === 'runs') {
      await once(life.stdout, 'data');
      life.kill('SIGTERM');
    }
    expect(await ended).toEqual([1, null]);
    if (fate !== 'idles') expect(await said).toContain('could not stop');
  },
);
