import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFile = join(import.meta.dirname, '../package.json');

/** The flags of V8 that `npm start` gives, which bound what a service keeps in memory: every process of ours gets them. */
export function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(packageFile, 'utf8')) as { scripts: { start: string } };
  return scripts.start.match(/--[a-z-]+=\d+/g) ?? [];
}
