import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Spooler {
  readonly pid: number;
  /** What it has printed so far; a line cut off by the kill is left out. */
  lines(): string[];
  /** Waits until what it has printed is enough. */
  until(isEnough: (lines: readonly string[]) => boolean): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Settles when it has ended. */
  readonly gone: Promise<void>;
}

/** Starts `spool-forever.ts` with these arguments, by way of `command` where one is given. */
export function startSpooler(args: readonly string[], command: readonly string[] = []): Spooler {
  const script = join(import.meta.dirname, 'spool-forever.ts');
  const words = [...command, process.execPath, script, ...args];
  const child: ChildProcess = spawn(words[0] as string, words.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((fulfil) => child.once('close', () => fulfil()));
  const kill = () => {
    child.kill('SIGKILL');
    return gone;
  };
  onTestFinished(kill);

  let output = '';
  let hasEnded = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  void gone.then(() => {
    hasEnded = true;
  });
  const lines = () => output.split('\n').slice(0, -1).filter(Boolean);
  return {
    pid: child.pid as number,
    lines,
    gone,
    kill,
    async until(isEnough) {
      while (!isEnough(lines())) {
        if (hasEnded) throw new Error('The spooling process ended too early.');
        await Promise.race([gone, new Promise((fulfil) => child.stdout?.once('data', fulfil))]);
      }
    },
  };
}
