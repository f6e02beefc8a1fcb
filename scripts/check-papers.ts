// The papers are true: every path, npm script and setting that README.md and ARCHITECTURE.md name is there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { knownSettings } from '@kuulolla/service-kit/known-settings';

const root = resolve(import.meta.dirname, '..');
const scripts = (
  JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> }
).scripts;
const papers = [
  'README.md',
  'ARCHITECTURE.md',
  ...globSync('{services,packages}/*/README.md', { cwd: root }),
];
const complaints: string[] = [];

for (const paper of papers) {
  if (!existsSync(resolve(root, paper))) {
    complaints.push(`${paper} is missing.`);
    continue;
  }
  const text = readFileSync(resolve(root, paper), 'utf8');
  for (const [, path = ''] of text.matchAll(/`((?:services|packages|infra|scripts|test)\/[\w./-]+)`/g)) {
    if (!existsSync(resolve(root, path))) complaints.push(`${paper} names ${path}, which is not there.`);
  }
  for (const [, path = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
    if (!existsSync(resolve(root, dirname(paper), path)))
      complaints.push(`${paper} links to ${path}, which is not there.`);
  }
  for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/g)) {
    if (!(name in scripts)) complaints.push(`${paper} names npm run ${name}, which is not there.`);
  }
}
for (const folder of globSync('services/*', { cwd: root })) {
  if (!existsSync(resolve(root, folder, 'README.md'))) complaints.push(`${folder} has no README.md.`);
}

const listed = [...readFileSync(`${root}/.env.dist`, 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
  ([, name = '']) => name,
);
for (const name of knownSettings) if (!listed.includes(name)) complaints.push(`.env.dist lacks ${name}.`);
for (const name of listed) {
  if (!(knownSettings as readonly string[]).includes(name))
    complaints.push(`.env.dist has ${name}, which is no setting.`);
}

for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
