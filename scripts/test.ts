// Everything `npm test` runs, in order; ends with the first failing check. `--checks-only` leaves out the tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const checks: readonly (readonly [what: string, ...command: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types', 'tsc', '-p', '.'],
  ['types of the dashboard', 'tsc', '-p', 'services/dashboard'],
  ['boundaries', 'node', 'scripts/check-boundaries.ts'],
  ['papers', 'node', 'scripts/check-papers.ts'],
  ['specifications', 'node', 'scripts/generate-specs.ts', '--check'],
];

function run(what: string, command: readonly string[]): void {
  process.stdout.write(`\n— ${what}: ${command.join(' ')}\n`);
  const [name = '', ...rest] = command;
  const { status } = spawnSync(name, rest, { cwd: root, stdio: 'inherit', env: environment });
  if (status !== 0) {
    process.stdout.write(`\n${what} failed.\n`);
    process.exit(status ?? 1);
  }
}

/** Debian's Chromium for the browser tests; `CHROMIUM` names another. */
function installBrowser(): void {
  if (existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) return;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  run('package lists', [...sudo, 'apt-get', 'update', '-qq']);
  run('browser', [...sudo, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}

const environment = {
  ...process.env,
  PATH: `${root}/node_modules/.bin:${process.env.PATH}`,
  DEBIAN_FRONTEND: 'noninteractive',
};
for (const [what, ...command] of checks) run(what, command);
if (!process.argv.includes('--checks-only')) {
  installBrowser();
  run('dashboard', ['node', 'scripts/build-dashboard.ts']);
  mkdirSync(`${root}/test-results`, { recursive: true });
  run('tests', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=test-results/vitest.json',
  ]);
}
