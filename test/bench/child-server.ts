import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { flagsOfStart } from '../flags-of-start.ts';

/** A server in a process of its own, so that its processor time is its own too. */
export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  /** Processor seconds, user and system, so far. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a script and waits until it prints its address on loopback, or, as services do, its ports. With V8's flags of a real start. */
export async function startChild(script: string, environment: Record<string, string>): Promise<ChildServer> {
  const child = spawn(process.execPath, [...flagsOfStart(), script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid ?? 0,
    async cpuSeconds() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const port = /http:\/\/127\.0\.0\.1:(\d+)|"port":(\d+)/.exec(text)?.slice(1).find(Boolean);
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}
