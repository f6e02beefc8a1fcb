import { createLogger } from '@kuulolla/service-kit/logger';
import { expect, onTestFinished, test } from 'vitest';
import { type OpenLateOptions, openLate } from './open-late.ts';

interface Thing {
  close(): Promise<void>;
}

const away = () => Object.assign(new Error('away'), { canRetry: true });
const wrong = () => Object.assign(new Error('wrong'), { canRetry: false });

/** Opens with a pause too short to wait for, and with patience for ever unless said. */
async function openInTest(
  open: OpenLateOptions<Thing>['open'],
  timing: Partial<OpenLateOptions<Thing>['timing']> = {},
) {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
  const late = await openLate({
    name: 'thing',
    open,
    absent: (cause) => new Error('absent', { cause }),
    logger,
    timing: { patienceMs: 600_000, pauseMs: 1, ...timing },
  });
  onTestFinished(() => late.close());
  return { late, lines };
}

const thing = (onClose = () => {}): Thing => ({ close: async () => onClose() });

test('what is there is open when the start goes on', async () => {
  const there = thing();
  const { late, lines } = await openInTest(async () => there);
  expect(late.get()).toBe(there);
  expect(lines).toEqual([]);
});

test('what is away keeps nothing from starting, and is opened as soon as it is there', async () => {
  const there = thing();
  let isThere = false;
  const { late, lines } = await openInTest(async () => {
    if (isThere) return there;
    throw away();
  });
  expect(() => late.get()).toThrow(expect.objectContaining({ message: 'absent', cause: away() }));
  isThere = true;
  await expect.poll(() => late.get()).toBe(there);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['away', 'It is there now.']);
});

test('what does not answer keeps nothing from starting either', async () => {
  const answer = Promise.withResolvers<Thing>();
  const { late } = await openInTest(() => answer.promise, { patienceMs: 1 });
  expect(() => late.get()).toThrow('absent');
  const there = thing();
  answer.resolve(there);
  await expect.poll(() => late.get()).toBe(there);
});

test('what trying again does not mend ends the start, and is tried once', async () => {
  let tries = 0;
  const opening = openInTest(async () => {
    tries += 1;
    throw wrong();
  });
  await expect(opening).rejects.toThrow('wrong');
  expect(tries).toBe(1);
});

test('what shows to be wrong only after the start fails', async () => {
  let tries = 0;
  const { late } = await openInTest(async () => {
    tries += 1;
    throw tries === 1 ? away() : wrong();
  });
  await expect(late.failed).rejects.toThrow('wrong');
  expect(tries).toBe(2);
});

test('what comes after it was closed is closed', async () => {
  const answer = Promise.withResolvers<Thing>();
  const { late } = await openInTest(() => answer.promise, { patienceMs: 1 });
  await late.close();
  const closed = Promise.withResolvers<void>();
  answer.resolve(thing(closed.resolve));
  await closed.promise;
  expect(() => late.get()).toThrow('absent');
});
