import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Appender {
  readonly pid: number;
  /** What it has printed so far; a line cut off by the kill is left out. */
  lines(): string[];
  /** Waits until what it has printed is enough. */
  until(isEnough: (lines: readonly string[]) => boolean): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts `append-forever.ts`, by way of `command` where one is given. */
export function startAppender(file: string, first: number, command: readonly string[] = []): Appender {
  const script = join(import.meta.dirname, 'append-forever.ts');
  const words = [...command, process.execPath, script, file, String(first)];
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
    kill,
    async until(isEnough) {
      while (!isEnough(lines())) {
        if (hasEnded) throw new Error('The appending process ended too early.');
        await Promise.race([gone, new Promise((fulfil) => child.stdout?.once('data', fulfil))]);
      }
    },
  };
}
