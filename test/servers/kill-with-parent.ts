import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Sees to it that `child` and the folder do not outlive this process, however it ends: a shell waits for the end of a
 * pipe that only this process holds open, then kills and deletes. Both run in groups of their own, so that Ctrl-C
 * reaches this process alone.
 */
export function killWithParent(child: ChildProcess, folder: string | null): void {
  const script = 'cat; kill -KILL "$1" && sleep 0.2; if [ -n "$2" ]; then rm -rf "$2"; fi';
  const watchdog = spawn('sh', ['-c', script, 'watchdog', String(child.pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  // Once the child has gone its number may become another process's.
  child.once('exit', () => watchdog.kill('SIGKILL'));
}
