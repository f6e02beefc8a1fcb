import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/**
 * Builds the dashboard into services/dashboard/dist where its sources have changed since the last build, and says how much script the first page
 * loads. Ends with status 1 above the limit. A run with nothing to do reads some hundred small files and loads no bundler.
 */
const root = join(import.meta.dirname, '..');
const dashboard = join(root, 'services/dashboard');
const dist = join(dashboard, 'dist');
const stampFile = join(dist, '.built-from');

/** Compressed script of the first page, in bytes: what a phone on a slow line waits for. */
const LIMIT = 300_000;

/** What the built files depend on. The lockfile stands for every package from elsewhere. */
const SOURCES = [
  'services/dashboard/{src,public}/**/*',
  'services/dashboard/{index.html,package.json,vite.config.ts,tsconfig.json}',
  'packages/{contracts,nps}/src/**/*.ts',
  'packages/{contracts,nps}/package.json',
  'pnpm-lock.yaml',
  'scripts/build-dashboard.ts',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Scripts `index.html` loads at first: its own and those it preloads, with all they import before they run. */
function firstScripts(): string[] {
  const manifest: Record<string, { file: string; isEntry?: boolean; imports?: string[] }> = JSON.parse(
    readFileSync(join(dist, '.vite/manifest.json'), 'utf8'),
  );
  const seen = new Set<string>();
  const walk = (key: string) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key]?.imports ?? []) walk(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) walk(key);
  return [...seen].flatMap((key) => manifest[key]?.file ?? []);
}

async function build(): Promise<void> {
  const vite = createRequire(join(dashboard, 'package.json')).resolve('vite');
  const { build: run } = await import(pathToFileURL(vite).href);
  await run({ root: dashboard, logLevel: 'warn' });
}

const stamp = fingerprint();
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const started = performance.now();
  await build();
  const bytes = firstScripts().reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length,
    0,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `Dashboard built in ${seconds} s: the first load is ${(bytes / 1000).toFixed(0)} kB of compressed script.`,
  );
  if (bytes > LIMIT) {
    console.error(
      `The first load may be ${LIMIT / 1000} kB: split it, or import less, in services/dashboard/src.`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
}
