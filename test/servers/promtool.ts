import { execFile } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '../../.cache');

/**
 * The checker of Prometheus, of Debian's package, which is unpacked into `.cache` and not installed: its server would start.
 * Gives the program's path.
 */
export async function installPromtool(): Promise<string> {
  const folder = await installOnce(join(cache, 'promtool'), async (into) => {
    await download(into).catch(async () => {
      // A new machine has no lists of packages yet.
      const [program = '', ...words] = [
        ...(process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive']),
        ...['apt-get', 'update', '-qq'],
      ];
      await run(program, words);
      await download(into);
    });
    for (const file of globSync('*.deb', { cwd: into })) {
      await run('dpkg-deb', ['--extract', file, '.'], { cwd: into });
      rmSync(join(into, file));
    }
    rmSync(join(into, 'usr/bin/prometheus'));
  });
  return join(folder, 'usr/bin/promtool');
}

const download = (into: string) => run('apt-get', ['download', '-qq', 'prometheus'], { cwd: into });
