import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Source } from '@kuulolla/contracts/source';
import { afterAll } from 'vitest';

const standalone = resolve(import.meta.dirname, '../services/standalone/src/main.ts');
const cli = resolve(import.meta.dirname, '../services/cli/src/main.ts');

/** How a process ended, and all it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Kuulolla that listens on loopback, in a process of its own. */
export interface Kuulolla {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly dataDir: string;
  readonly keys: Keys;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
  /** SIGTERM. */
  stop(): Promise<Ended>;
  /** kill -9. */
  kill(): Promise<Ended>;
}

export type Keys = Readonly<Record<Source, string>>;
export type Settings = Readonly<Record<string, string>>;

/** Everything left over is taken away after the tests of a file, also where they failed: processes first, then folders. */
const leftovers: (() => unknown)[] = [];
afterAll(async () => {
  for (const clear of leftovers.splice(0).reverse()) await clear();
});

/** A new empty folder, removed after the tests of this file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-test-'));
  leftovers.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export function newKeys(): Keys {
  const key = () => randomBytes(18).toString('base64url');
  return { units: key(), maisa: key(), helfi: key() };
}

export function keysSetting(keys: Keys): string {
  return Object.entries(keys)
    .map((entry) => entry.join('='))
    .join(',');
}

/** Starts Kuulolla on real answers in `dataDir`; rejects with what it printed where it ends before it listens. */
export async function startKuulolla(
  dataDir: string,
  { keys = newKeys(), settings = {} }: { keys?: Keys; settings?: Settings } = {},
): Promise<Kuulolla> {
  const child = start(standalone, [], dataDir, { INTAKE_KEYS: keysSetting(keys), ...settings });
  const address = await child.printed(/listening on (\S+)/);
  return { ...child, address, dataDir, keys };
}

/** Runs the standalone until it ends by itself: for starts that must not succeed. */
export async function runStandalone(dataDir: string, settings: Settings): Promise<Ended> {
  const child = start(standalone, [], dataDir, settings);
  const listening = child.printed(/listening on (\S+)/).then(
    () => true,
    () => false,
  );
  if (await listening) {
    await child.kill();
    throw new Error('It started, where it should have refused to.');
  }
  return child.ended;
}

/** Runs the operator's command on `dataDir` to its end. */
export function runCli(dataDir: string, ...words: readonly string[]): Promise<Ended> {
  return runCliWith({}, dataDir, ...words);
}

/** The same with settings. */
export function runCliWith(settings: Settings, dataDir: string, ...words: readonly string[]): Promise<Ended> {
  return start(cli, words, dataDir, settings).ended;
}

/** The standalone as it is started without configured keys: the caller says every setting. */
export async function startPlainly(dataDir: string, settings: Settings): Promise<Omit<Kuulolla, 'keys'>> {
  const child = start(standalone, [], dataDir, settings);
  return { ...child, address: await child.printed(/listening on (\S+)/), dataDir };
}

interface Child extends Pick<Kuulolla, 'stdout' | 'stderr' | 'ended' | 'stop' | 'kill'> {
  /** Waits for the first group of the pattern in its output. */
  printed(pattern: RegExp): Promise<string>;
}

/** Settings of the machine that runs the tests must not leak in, nor files out: hence an environment and a folder of its own. */
function start(script: string, words: readonly string[], dataDir: string, settings: Settings): Child {
  const environment = { PATH: process.env.PATH, HOME: dataDir, DATA_DIR: dataDir, PORT: '0', ...settings };
  const child = spawn(process.execPath, [script, ...words], {
    cwd: tmpdir(),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((fulfil) => {
    child.once('close', (code, signal) => fulfil({ code, signal, stdout, stderr }));
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  leftovers.push(() => end('SIGKILL'));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    printed: (pattern) => printed(child, () => pattern.exec(stdout)?.[1], ended),
  };
}

function printed(
  child: ChildProcess,
  look: () => string | undefined,
  ended: Promise<Ended>,
): Promise<string> {
  return new Promise((fulfil, reject) => {
    const onData = () => {
      const found = look();
      if (found === undefined) return;
      child.stdout?.off('data', onData);
      fulfil(found);
    };
    child.stdout?.on('data', onData);
    void ended.then(({ code, stdout, stderr }) =>
      reject(new Error(`It ended with ${code} before that.\n${stdout}\n${stderr}`)),
    );
  });
}
