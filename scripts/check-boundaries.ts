// Who may depend on whom: a driver belongs to one package, no service imports another (standalone composes them), and a
// manifest names what its folder imports, no more and no less.
import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const owners: Readonly<Record<string, string>> = {
  kafkajs: 'packages/event-log',
  mongodb: 'packages/store',
  ws: 'services/live',
};
const composers = ['services/standalone', 'services/cli'];
/** Run, and a peer of what the dashboard imports; never imported itself. */
const notImported = ['typescript'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifests = globSync('{packages,services}/*/package.json', { cwd: root }).map((file) => ({
  folder: dirname(file),
  manifest: JSON.parse(readFileSync(resolve(root, file), 'utf8')) as Manifest,
}));
const services = new Set(
  manifests.filter(({ folder }) => folder.startsWith('services/')).map(({ manifest }) => manifest.name),
);

const complaints = manifests.flatMap(({ folder, manifest }) =>
  Object.keys(manifest.dependencies ?? {}).flatMap((dependency) => {
    const owner = owners[dependency];
    if (owner && owner !== folder) return [`${folder} depends on ${dependency}, which belongs to ${owner}.`];
    if (services.has(dependency) && !composers.includes(folder)) {
      return [`${folder} depends on the service ${dependency}; services meet in packages only.`];
    }
    return [];
  }),
);

/** What a file imports, as written; the formatter puts the end of every import at the beginning of a line. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  const statements = /^(?:import|export|\}).* from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm;
  return [...text.matchAll(statements)].map(([, from, alone, called]) => from ?? alone ?? called ?? '');
}

/** The name of the package: '@kuulolla/store/store' is in @kuulolla/store. */
const packageOf = (path: string) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

const built = (name: string) => name === 'node_modules' || name === 'dist';

// The root's own dependencies lie above every folder, but not in the image: there an import without a declaration fails.
for (const { folder, manifest } of manifests) {
  const files = globSync('**/*.{ts,tsx}', { cwd: resolve(root, folder), exclude: built });
  const imported = new Set(
    files
      .flatMap((file) => importsOf(`${folder}/${file}`))
      .filter((path) => !path.startsWith('.') && !path.startsWith('node:'))
      .map(packageOf),
  );
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const name of declared) {
    if (imported.has(name.replace('@types/', '')) || notImported.includes(name)) continue;
    complaints.push(`${folder} declares ${name}, which nothing in it imports.`);
  }
  for (const name of imported) {
    if (!declared.includes(name)) complaints.push(`${folder} imports ${name}, which it does not declare.`);
  }
}

// An import that reaches into another folder by its path would get around the manifests.
for (const file of globSync('{packages,services}/*/src/**/*.{ts,tsx}', { cwd: root })) {
  const home = resolve(root, file.split('/').slice(0, 2).join('/'));
  for (const [, path = ''] of readFileSync(resolve(root, file), 'utf8').matchAll(/from '(\.[^']*)'/g)) {
    if (!resolve(root, dirname(file), path).startsWith(`${home}/`))
      complaints.push(`${file} imports ${path}.`);
  }
}

for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
