import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { readConfig } from '@kuulolla/standalone/config';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Ended,
  keysSetting,
  newKeys,
  runCli,
  runStandalone,
  type Settings,
  startKuulolla,
  startPlainly,
  testFolder,
} from '../kuulolla-process.ts';

const real = () => ({ INTAKE_KEYS: keysSetting(newKeys()) });

/** One sentence on stderr that has `words`, nothing else anywhere, and a code that says it failed. */
function expectSentence(ended: Ended, ...words: string[]): void {
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(/^[^\n]{10,1000}\.\n$/);
  for (const word of words) expect(ended.stderr).toContain(word);
  expect(ended.stderr).not.toMatch(/\bat \S+:\d+|node:|"stack"|Error:/);
  expect([1, 2, 3]).toContain(ended.code);
}

async function portInUse(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return String((server.address() as { port: number }).port);
}

describe('a wrong setting ends the start at once with one sentence that names it', () => {
  const wrong: [what: string, settings: Settings, named: string, also?: string][] = [
    ['an unknown name that starts like ours', { INTAKE_KEY: 'x' }, 'INTAKE_KEY ', 'INTAKE_KEYS'],
    ['a port that is no number', { PORT: 'eighty' }, 'PORT', '0 to 65535'],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL', 'debug'],
    ['a source without a key', { INTAKE_KEYS: 'units=0123456789abcdef' }, 'INTAKE_KEYS', 'maisa'],
    ['a missing file of profiles', { INTAKE_PROFILES: '/nowhere/profiles.json' }, 'INTAKE_PROFILES'],
    ['a missing file of the Maisa mapping', { INTAKE_MAISA: '/nowhere/maisa.json' }, 'INTAKE_MAISA'],
    ['a missing file of services', { INTAKE_HELFI: '/nowhere/helfi.json' }, 'INTAKE_HELFI'],
    ['a host that is not this machine', { HOST: '192.0.2.1' }, 'HOST', '192.0.2.1'],
    ['a host that is no name', { HOST: 'nowhere.invalid' }, 'HOST', 'nowhere.invalid'],
  ];
  test.each(wrong)('%s', async (_what, settings, named, also = '') => {
    const ended = await runStandalone(testFolder(), { ...real(), ...settings });
    expectSentence(ended, named, also);
    expect(ended.stderr).not.toContain('0123456789abcdef');
  });

  test.each([
    ['an unknown name of another of our prefixes', { KUULOLLA_PORT: '1' }, /KUULOLLA_PORT/],
    ['a port beyond the last', { PORT: '65536' }, /PORT.*0 to 65535/],
    ['a number with a fraction', { INTAKE_REQUESTS_PER_MINUTE: '1.5' }, /INTAKE_REQUESTS_PER_MINUTE/],
    ['a negative number', { INTAKE_REQUESTS_PER_MINUTE: '-5' }, /INTAKE_REQUESTS_PER_MINUTE/],
    ['a sample that is neither on nor off', { SAMPLE: 'yes' }, /SAMPLE.*on or off/],
    ['an origin that is no address', { LIVE_ORIGINS: 'palaute' }, /LIVE_ORIGINS/],
    ['a source nobody has', { INTAKE_KEYS: 'kiosks=0123456789abcdef' }, /INTAKE_KEYS(?!.*0123)/],
    ['a key too short to be secret', { INTAKE_KEYS: 'units=short' }, /INTAKE_KEYS.*units/],
    [
      'one key for two sources',
      { INTAKE_KEYS: 'units=0123456789abcdef,maisa=0123456789abcdef' },
      /INTAKE_KEYS(?!.*0123)/,
    ],
  ])('%s', (_what, settings, sentence) => {
    expect(() => readConfig({ ...real(), ...settings })).toThrow(sentence);
    expect(() => readConfig({ ...real(), ...settings })).toThrow(SettingsError);
  });

  test('a port in use', async () => {
    const PORT = await portInUse();
    expectSentence(await runStandalone(testFolder(), { ...real(), PORT }), 'PORT', PORT);
    const empty = testFolder();
    expectSentence(await runStandalone(empty, { PORT }), 'PORT', PORT);
    expect(readdirSync(empty), 'nothing was begun').toEqual([]);
  });

  test('a logo that is no picture file', async () => {
    const empty = testFolder();
    expectSentence(await runStandalone(empty, { KUULOLLA_LOGO: '/nowhere/city.svg' }), 'KUULOLLA_LOGO');
    expect(readdirSync(empty), 'nothing was begun').toEqual([]);
  });

  test('a data folder that is a file, or lies in one', async () => {
    const file = join(testFolder(), 'file');
    writeFileSync(file, 'not a folder');
    for (const DATA_DIR of [file, join(file, 'inside')]) {
      expectSentence(await runStandalone(testFolder(), { ...real(), DATA_DIR }), 'DATA_DIR', file);
    }
    expect(readFileSync(file, 'utf8')).toBe('not a folder');
  });

  test.skipIf(process.getuid?.() === 0)('a data folder that may not be written', async () => {
    const folder = testFolder();
    chmodSync(folder, 0o500);
    expectSentence(await runStandalone(folder, real()), 'DATA_DIR');
  });

  test.each(['store.sqlite', 'log.sqlite'])('a data folder whose %s a newer version wrote', async (name) => {
    const dataDir = testFolder();
    await (await startKuulolla(dataDir)).stop();
    const file = join(dataDir, 'answers', name);
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const before = readFileSync(file);
    expectSentence(await runStandalone(dataDir, real()), file, 'newer', '99');
    expect(readFileSync(file).equals(before)).toBe(true);
    const command = await runCli(dataDir, 'reconcile');
    expect(command.code).not.toBe(0);
    expect(command.stderr).toMatch(/^[^\n]*newer[^\n]*\n$/);
  });

  test('a file of something else in the place of the store', async () => {
    const dataDir = testFolder();
    mkdirSync(join(dataDir, 'answers'), { recursive: true });
    writeFileSync(join(dataDir, 'answers', 'store.sqlite'), 'A diary, not a store. '.repeat(100));
    expectSentence(await runStandalone(dataDir, real()), 'store.sqlite');
  });

  test('a file of keys that was damaged', async () => {
    const dataDir = testFolder();
    await (await startPlainly(dataDir, { SAMPLE: 'off' })).stop();
    writeFileSync(join(dataDir, 'answers', 'keys.json'), '{"units":[');
    expectSentence(await runStandalone(dataDir, { SAMPLE: 'off' }), 'keys.json', 'INTAKE_KEYS');
  });
});

describe('the sample town and real answers', () => {
  test('never meet: keys of real sources on a sample town are refused until it is dropped', async () => {
    const dataDir = testFolder();
    const town = await startPlainly(dataDir, {});
    expect(town.stdout()).toContain('SAMPLE DATA');
    const config = (await (await fetch(`${town.address}/config.json`)).json()) as { sample: boolean };
    expect(config.sample).toBe(true);
    const beside = await runCli(dataDir, 'sample', 'drop');
    expect(beside.code).toBe(3);
    expect(beside.stderr).toMatch(/^Another Kuulolla is recording into [^\n]+\n$/);
    await town.kill();
    expect(readdirSync(dataDir)).toEqual(['sample']);

    expectSentence(await runStandalone(dataDir, real()), 'INTAKE_KEYS', 'sample drop');
    expectSentence(await runStandalone(dataDir, { ...real(), SAMPLE: 'on' }), 'SAMPLE', 'INTAKE_KEYS');
    expect(await runCli(dataDir, 'sample', 'drop')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(dataDir, 'sample'))).toBe(false);

    const kuulolla = await startKuulolla(dataDir);
    expect(kuulolla.stdout()).not.toMatch(/sample/i);
    const units = (await (await fetch(`${kuulolla.address}/api/v1/units`)).json()) as { sample: boolean };
    expect(units.sample).toBe(false);
    expect(await kuulolla.stop()).toMatchObject({ code: 0 });
  });

  test('dropping the town again, or where there is none, does no harm to real answers', async () => {
    const dataDir = testFolder();
    const kuulolla = await startKuulolla(dataDir);
    expect(await runCli(dataDir, 'sample', 'drop')).toMatchObject({ code: 0, stderr: '' });
    expect((await fetch(`${kuulolla.address}/readiness`)).status).toBe(200);
    expect(readdirSync(dataDir)).toEqual(['answers']);
    expect(await kuulolla.stop()).toMatchObject({ code: 0 });
  });
});

describe('the keys', () => {
  const shown = (text: string) =>
    [...text.matchAll(/^ +(units|maisa|helfi) +(\S+)$/gm)].map((match) => match[2]);

  test('are shown at the very first start only, and only their hashes are kept', async () => {
    const dataDir = testFolder();
    const first = await startPlainly(dataDir, { SAMPLE: 'off' });
    const keys = shown(first.stdout());
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
    await expectKeysWork(first.address, keys);
    expect(await first.stop()).toMatchObject({ code: 0, stderr: '' });

    for (const name of readdirSync(join(dataDir, 'answers'))) {
      const content = readFileSync(join(dataDir, 'answers', name));
      for (const key of keys) expect(content.includes(String(key))).toBe(false);
    }
    const second = await startPlainly(dataDir, { SAMPLE: 'off' });
    expect(shown(second.stdout())).toEqual([]);
    await expectKeysWork(second.address, keys);
    await second.stop();
  });

  test('are not lost to a first start that failed on its port', async () => {
    const dataDir = testFolder();
    const failed = await runStandalone(dataDir, { SAMPLE: 'off', PORT: await portInUse() });
    expect(failed.code).not.toBe(0);
    const next = await startPlainly(dataDir, { SAMPLE: 'off' });
    expect(shown(next.stdout())).toHaveLength(3);
    await next.stop();
  });

  async function expectKeysWork(address: string, keys: readonly (string | undefined)[]): Promise<void> {
    const [units, maisa, helfi] = keys;
    const ask = (key: string | undefined) =>
      fetch(`${address}/v1/feedback`, {
        method: 'POST',
        headers: { authorization: `api-key ${key}`, 'content-type': 'application/json' },
        body: '[]',
      });
    expect((await ask(units)).status).toBe(400);
    expect((await ask(maisa)).status).toBe(403);
    expect((await ask(helfi)).status).toBe(403);
    expect((await ask('no-key-of-anybody')).status).toBe(401);
  }
});

test('without HOST nothing but loopback is listened on', async () => {
  const kuulolla = await startKuulolla(testFolder());
  const { port, hostname } = new URL(kuulolla.address);
  expect(hostname).toBe('127.0.0.1');
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    await expect(fetch(`http://${address}:${port}/healthz`)).rejects.toThrow();
  }
  await kuulolla.stop();
});

test('files are for their owner only', async () => {
  const dataDir = testFolder();
  const kuulolla = await startPlainly(dataDir, { SAMPLE: 'off' });
  const folder = join(dataDir, 'answers');
  expect(statSync(folder).mode & 0o077).toBe(0);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('recorder.lock'))
      expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
  }
  await kuulolla.stop();
});
