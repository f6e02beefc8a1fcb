import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import { expect, onTestFinished, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');

interface End {
  readonly code: number | string;
  readonly stderr: string;
}

function endOf(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  execFile(process.execPath, [main, ...words], { env: environment }, (error, _stdout, stderr) =>
    resolve({ code: error?.code ?? 0, stderr }),
  );
  return promise;
}

const exitCodeOf = async (...words: string[]) => (await endOf(process.env, ...words)).code;

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wrong-arguments-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function folderWithStore(): Promise<string> {
  const folder = testFolder();
  mkdirSync(join(folder, 'answers'));
  await (await openSqliteStore({ file: join(folder, 'answers', 'store.sqlite') })).close();
  return folder;
}

test('a mistyped command ends like a reconciliation that found differences', async () => {
  expect(await exitCodeOf('reconcle')).toBe(2);
  expect(await exitCodeOf('reconcile', '--controls')).toBe(2);
  expect(await exitCodeOf('reconcile', '--help')).toBe(0);
});

test('a failure that nobody foresaw ends like a reconciliation that found differences', async () => {
  const folder = testFolder();
  const breaks = encodeURIComponent('console.log = () => { throw new TypeError("planned"); }');
  const environment = {
    ...process.env,
    DATA_DIR: folder,
    NODE_OPTIONS: `--import=data:text/javascript,${breaks}`,
  };
  expect(await endOf(environment, 'sample', 'drop')).toEqual({
    code: 3,
    stderr: expect.stringMatching(/^TypeError: planned\n {4}at console\.log /),
  });
});

test('a register that is none ends like one that was not written', async () => {
  const folder = await folderWithStore();
  const file = join(folder, 'units.json');
  writeFileSync(file, '{"results":1}');
  const environment = { PATH: process.env.PATH, DATA_DIR: folder };
  expect(await endOf(environment, 'units', 'import', file)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Field results: must be a list/),
  });
});

test('an import of units without a file is told to name one', async () => {
  expect(await endOf(process.env, 'units', 'import', '--yes')).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^error: name a file of units, an organisation file, or both\n\nUsage:/),
  });
});

test('what is wrong in an organisation file is told once', async () => {
  const folder = await folderWithStore();
  const file = join(folder, 'organisation.json');
  writeFileSync(
    file,
    JSON.stringify({ entities: [{ id: 'rescue', names: { fi: 'Pelastuslaitos' }, areas: [] }] }),
  );
  const environment = { PATH: process.env.PATH, DATA_DIR: folder };
  expect(await endOf(environment, 'units', 'import', '--organisation', file)).toEqual({
    code: 2,
    stderr:
      'entities[0] (id rescue), field names.sv: must be a text.\nentities[0] (id rescue), field names.en: must be a text.\n',
  });
});

test('an empty DATA_DIR is none, and what lies where the command stands is not taken for a sample town', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'sample'));
  writeFileSync(join(folder, 'sample', 'store.sqlite'), '');
  const environment = { ...process.env, DATA_DIR: '' };
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(process.execPath, [main, 'sample', 'drop'], { cwd: folder, env: environment }, (_error, text) =>
    resolve(text),
  );
  expect(await promise).toContain(join('.kuulolla', 'sample'));
  expect(existsSync(join(folder, 'sample', 'store.sqlite'))).toBe(true);
});

test('sign-in that is half set in MONGODB_URL is a wrong setting, named in one sentence without its secrets', async () => {
  const settings = { PATH: process.env.PATH, KAFKA_BROKERS: '127.0.0.1:9' };
  const address = 'mongodb://127.0.0.1:9/?tls=true&tlsCertificateKeyFilePassword=salainen';
  expect(await endOf({ ...settings, MONGODB_URL: address }, 'rejected', 'list')).toEqual({
    code: 2,
    stderr:
      'MONGODB_URL has tlsCertificateKeyFilePassword without tlsCertificateKeyFile: set both or neither.\n',
  });
});
