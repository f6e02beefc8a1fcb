import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { SeedResult } from './seed-result.ts';

/** The results of a run as JSON lines, one a seed. Rejects nothing: a line cut off by a crash is a seed to be run again. */
export function readResults(file: string): SeedResult[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as SeedResult];
      } catch {
        return [];
      }
    });
}

export function addResult(file: string, result: SeedResult): void {
  // A line of its own, also after one that was cut off.
  appendFileSync(file, `\n${JSON.stringify(result)}\n`, { flush: true });
}
