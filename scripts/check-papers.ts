// The papers are true: every path, link, npm script and setting with one of our prefixes that they name is there, every
// service has a paper, and .env.dist lists the settings.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { knownSettings, ourPrefixes } from '@kuulolla/service-kit/known-settings';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const settings: readonly string[] = knownSettings;
const papers = [
  'README.md',
  'ARCHITECTURE.md',
  'infra/README.md',
  'test/faults/README.md',
  ...globSync('{services,packages}/*/README.md', { cwd: root }),
];
/** Made by make-secrets.sh and by a start. */
const madeOnTheSpot = ['infra/.env', 'secrets/kafka-1.pem', 'keys.json'];
/** From the root, anywhere in a text, commands too; `*` stands for what it does in a shell. */
const rootPath = /(?<![\w./-])(?:services|packages|infra|scripts|test)\/[\w./*-]*[\w*]/g;
/** In backticks: with a folder, or with an ending of ours. */
const namedPath = /`([a-z][\w.-]*\/[\w./-]*|[\w.-]+\.(?:tsx?|js|py|sh|ya?ml|json))`/g;
const link = /\]\(([^)#:]+)\)/g;
const npmScript = /npm run ([\w:-]+)/g;
const setting = new RegExp(`\\b(?:${ourPrefixes.join('|')})[A-Z][A-Z_]*`, 'g');

const all = globSync('**', { cwd: root, exclude: (path) => /(^|\/)(node_modules|\.\w+)$/.test(path) });
/** The containers' own variables, for their servers. */
const infraTexts = globSync('infra/**/*.{yaml,js,sh}', { cwd: root }).map(read).join('\n');

/** Whether a path is there from the root, or somewhere below the paper's folder, whose pages shorten their own. */
function isThere(paper: string, path: string): boolean {
  if (madeOnTheSpot.includes(path) || globSync(path, { cwd: root }).length > 0) return true;
  const [folder, end] = [dirname(paper), `/${path.replace(/\/$/, '')}`];
  return all.some((file) => (folder === '.' || file.startsWith(`${folder}/`)) && `/${file}`.endsWith(end));
}

function isSetting(paper: string, name: string): boolean {
  return settings.includes(name) || (paper === 'infra/README.md' && infraTexts.includes(name));
}

function missingIn(paper: string): string[] {
  const text = read(paper);
  const names = (pattern: RegExp) => [...text.matchAll(pattern)].map(([whole, part]) => part ?? whole);
  return [
    ...[...names(rootPath), ...names(namedPath)].filter((path) => !isThere(paper, path)),
    ...names(link).filter((path) => !existsSync(resolve(root, dirname(paper), path))),
    ...names(npmScript)
      .filter((name) => !(name in scripts))
      .map((name) => `npm run ${name}`),
    ...names(setting).filter((name) => !isSetting(paper, name)),
  ];
}

const listed = [...read('.env.dist').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
const complaints = [
  ...papers.flatMap((paper) =>
    [...new Set(missingIn(paper))].map((name) => `${paper} names ${name}, which is not there.`),
  ),
  ...globSync('services/*', { cwd: root })
    .filter((folder) => !existsSync(resolve(root, folder, 'README.md')))
    .map((folder) => `${folder} has no README.md.`),
  ...settings.filter((name) => !listed.includes(name)).map((name) => `.env.dist lacks ${name}.`),
  ...listed.filter((name) => !settings.includes(name)).map((name) => `.env.dist has ${name}, no setting.`),
];
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
