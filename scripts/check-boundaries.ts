// Who may depend on whom: a driver belongs to one package, and no service imports another (standalone composes them).
import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const owners: Readonly<Record<string, string>> = {
  kafkajs: 'packages/event-log',
  mongodb: 'packages/store',
  ws: 'services/live',
};
const composers = ['services/standalone', 'services/cli'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
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
