import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { flagsOfStart } from '../flags-of-start.ts';
import { killWithParent } from '../servers/kill-with-parent.ts';

const root = resolve(import.meta.dirname, '../..');

/** How one life of a process ended, and whether that was asked for. */
export interface ServiceEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly asked: boolean;
}

/** A service as a process of its own, started again when it ends by itself, as a container's restart policy would. */
export interface ServiceProcess {
  readonly name: string;
  /** Where it listens; null while it does not, or where it has no door. */
  readonly port: number | null;
  readonly metricsPort: number | null;
  readonly pid: number | undefined;
  /** The ends of all its lives so far. */
  readonly ends: readonly ServiceEnd[];
  /** Starts it where it is down; fulfils when it listens, however often it ended before that, or when it is to end. */
  start(): Promise<void>;
  /** kill -9; it stays down. */
  kill9(): Promise<void>;
  /** SIGTERM; fulfils with its end, and it stays down. */
  terminate(): Promise<ServiceEnd | undefined>;
  /** SIGSTOP. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

export interface ServiceOptions {
  readonly name: string;
  /** Its `main.ts`, from the project's root, and its arguments. */
  readonly main: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Takes its files: `<name>.log` with all it says. */
  readonly folder: string;
}

const restartMs = { first: 300, most: 2_000 };

/** A service that is down until it is started. It dies with this process. */
export function serviceProcess({ name, main, environment, folder }: ServiceOptions): ServiceProcess {
  const [file = '', ...words] = main;
  const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
  const ends: ServiceEnd[] = [];
  let child: ChildProcess | null = null;
  let gone: Promise<ServiceEnd> = Promise.resolve({ code: 0, signal: null, asked: true });
  let wanted = false;
  let isRunning = false;
  let isAsked = false;
  let listening = Promise.withResolvers<void>();
  let ports: { port: number | null; metricsPort: number } | null = null;

  /** One life after the other for as long as it is wanted; there is one such loop. */
  async function keepRunning(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (let pauseMs = restartMs.first; wanted; pauseMs = Math.min(2 * pauseMs, restartMs.most)) {
      gone = oneLife();
      const { asked } = await gone;
      if (!asked && wanted) await pause(pauseMs);
    }
    isRunning = false;
  }

  function oneLife(): Promise<ServiceEnd> {
    const life = spawn(process.execPath, [...flagsOfStart(), join(root, file), ...words], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, PORT: '0', METRICS_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for the parent, which stops its services in its own way.
      detached: true,
    });
    child = life;
    isAsked = false;
    killWithParent(life, null);
    hear(life, log, (told) => {
      ports = told;
      listening.resolve();
    });
    return new Promise((fulfil) => {
      life.once('close', (code, signal) => {
        child = null;
        ports = null;
        listening = Promise.withResolvers();
        const end = { code, signal, asked: isAsked };
        ends.push(end);
        fulfil(end);
      });
    });
  }

  async function end(signal: NodeJS.Signals): Promise<ServiceEnd | undefined> {
    wanted = false;
    if (!child) return ends.at(-1);
    const life = gone;
    isAsked = true;
    child.kill(signal);
    return life;
  }

  return {
    name,
    get port() {
      return ports?.port ?? null;
    },
    get metricsPort() {
      return ports?.metricsPort ?? null;
    },
    get pid() {
      return child?.pid;
    },
    ends,
    async start() {
      wanted = true;
      while (wanted && !ports) {
        void keepRunning();
        await Promise.race([listening.promise, pause(50)]);
      }
    },
    kill9: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
}

/** Keeps all it says, and tells of the line in which it says where it listens. */
function hear(
  child: ChildProcess,
  log: WriteStream,
  onListening: (ports: { port: number | null; metricsPort: number }) => void,
): void {
  child.stderr?.pipe(log, { end: false });
  let line = '';
  let isListening = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log.write(text);
    if (isListening) return;
    line += text;
    const told = /^\{"listening":.*\}$/m.exec(line);
    if (!told) return;
    isListening = true;
    onListening(JSON.parse(told[0]).listening);
  });
}
