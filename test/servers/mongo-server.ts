import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';
import { killWithParent } from './kill-with-parent.ts';
import { serverPorts } from './server-ports.ts';

const run = promisify(execFile);
const requirements = resolve(import.meta.dirname, 'mongo-server.requirements.txt');
const launcher = resolve(import.meta.dirname, 'mongo_server.py');
const cache = resolve(import.meta.dirname, '../../.cache');

export interface MongoServer {
  readonly url: string;
  readonly port: number;
  /** False where `MONGODB_URL` names the server: it is neither killed nor restarted, and other databases may be on it. */
  readonly own: boolean;
  /** Of the running server; undefined where it is not our own. */
  readonly pid: number | undefined;
  /** Ends it as a power cut would end its process; the data stays. */
  kill9(): Promise<void>;
  /** Starts it again on its port and its data, killing it first where it runs. */
  restart(): Promise<void>;
  /** Ends it and deletes its folder, unless the caller named that. */
  stop(): Promise<void>;
}

export interface MongoServerOptions {
  /** Where its data lies; a temporary folder unless named. */
  readonly folder?: string;
  /** How many changes it remembers for those who follow. */
  readonly oplogEntries?: number;
}

/**
 * A server that speaks MongoDB's protocol, on loopback: SecantusDB from PyPI (installed once into `.cache`), which needs
 * Python 3.11 with venv and dies with this process; or the one that `MONGODB_URL` names.
 */
export async function startMongoServer(options: MongoServerOptions = {}): Promise<MongoServer> {
  const given = process.env.MONGODB_URL;
  if (given) return givenServer(given);
  const python = join(await installServer(), 'bin', 'python');
  const temporary = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'mongo-'));
  const [port = 0] = await serverPorts(1);

  async function startServer(): Promise<ChildProcess> {
    const started = spawn(python, [launcher, ...serverArguments(folder, port, options)], {
      // It looks for settings in its folder and its home, and finds none.
      cwd: folder,
      env: { ...process.env, HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    killWithParent(started, temporary ? folder : null);
    await untilListening(started);
    return started;
  }

  let server = await startServer();
  const kill9 = () => endOf(server, 'SIGKILL');
  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    port,
    own: true,
    get pid() {
      return server.pid;
    },
    kill9,
    async restart() {
      await kill9();
      server = await startServer();
    },
    async stop() {
      await kill9();
      if (temporary) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function givenServer(url: string): MongoServer {
  const refuse = async () => {
    throw new Error('The server of MONGODB_URL is not ours to kill: leave MONGODB_URL unset for this test.');
  };
  const port = Number(/:(\d+)/.exec(url.replace(/^.*@|^\w+:/, ''))?.[1] ?? 27017);
  return {
    url,
    port,
    own: false,
    pid: undefined,
    kill9: refuse,
    restart: refuse,
    stop: async () => undefined,
  };
}

function installServer(): Promise<string> {
  const pins = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  return installOnce(join(cache, `mongo-server-${pins}`), async (into) => {
    try {
      await run('python3', ['-m', 'venv', into]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--only-binary', ':all:'];
      await run(join(into, 'bin', 'python'), [...pip, '-r', requirements]);
    } catch (error) {
      throw new Error(
        'The MongoDB server for tests cannot be installed: it needs python3 3.11 or newer with venv, and PyPI. Or set MONGODB_URL to a replica set.',
        { cause: error },
      );
    }
  });
}

function serverArguments(folder: string, port: number, { oplogEntries = 1_000_000 }: MongoServerOptions) {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const where = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', data];
  // The commands of tests make a server fail as it is told to.
  const tested = ['--sync-on-commit', '--enable-test-commands'];
  return [...where, ...tested, '--oplog-max-entries', String(oplogEntries)];
}

/** Waits until the server says that it listens; rejects with what else it said where it ended instead. */
async function untilListening(server: ChildProcess): Promise<void> {
  const { promise, resolve: fulfil, reject } = Promise.withResolvers<void>();
  let said = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
    if (said.includes('listening on')) fulfil();
  });
  server.once('error', reject);
  server.once('exit', () => reject(new Error(`The MongoDB server ended as it started. ${said}`)));
  await promise;
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
