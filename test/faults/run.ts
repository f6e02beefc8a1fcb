// The whole cluster under faults, seed after seed. README.md beside this file says what is proved and how to read it.
//   npm run faults -- --seeds 25 --faults 20 [--first-seed S] [--resume FILE] [--mutation NAME]
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addResult, readResults } from './results-file.ts';
import { runSeed } from './run-seed.ts';
import { type Mutation, mutations, type SeedResult } from './seed-result.ts';
import { summaryOf } from './summary.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '25' },
    faults: { type: 'string', default: '20' },
    'first-seed': { type: 'string' },
    resume: { type: 'string' },
    mutation: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const mutation = values.mutation as Mutation | undefined;
if (mutation !== undefined && !mutations.includes(mutation)) {
  process.stderr.write(`--mutation must be one of ${mutations.join(', ')}.\n`);
  process.exit(2);
}
mkdirSync('test-results', { recursive: true });
const file =
  values.resume ?? `test-results/faults-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;
const before = readResults(file);
const firstSeed = Number(values['first-seed'] ?? before[0]?.seed ?? Date.now() % 1_000_000);
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => firstSeed + index);
const results: SeedResult[] = before.filter(({ seed }) => seeds.includes(seed));
process.stdout.write(`Seeds ${firstSeed} to ${seeds.at(-1)}, results in ${file}\n`);

for (const seed of seeds) {
  if (results.some((result) => result.seed === seed)) continue;
  const begun = performance.now();
  const tell = (line: string) => {
    if (values.verbose)
      process.stdout.write(`  ${((performance.now() - begun) / 1_000).toFixed(1)} s ${line}\n`);
  };
  const result = await runSeed({ seed, faults: Number(values.faults), mutation, tell });
  addResult(file, result);
  results.push(result);
  process.stdout.write(lineOf(result));
  if (mutation !== undefined && !result.isRight) break;
}
process.stdout.write(`\n${summaryOf(results).join('\n')}\n`);
const isCaught = results.some(({ isRight }) => !isRight);
const isLate = results.some(({ late }) => late > 0);
if (mutation !== undefined) {
  process.stdout.write(
    `${mutation} was ${isCaught ? `caught in seed ${results.length} of these` : 'not caught'}.\n`,
  );
}
process.exit((mutation === undefined ? isCaught || isLate : !isCaught) ? 1 : 0);

function lineOf({
  seed,
  isRight,
  faults,
  answers,
  lost,
  doubled,
  late,
  seconds,
  differences,
  folder,
}: SeedResult) {
  const line = `seed ${seed}: ${faults.length} faults, ${answers} answers, ${lost} lost, ${doubled} doubled, ${late} late, ${seconds} s`;
  if (isRight) return `${line}\n`;
  return `${line}\n  WRONG; logs in ${folder}\n${differences.map((difference) => `  ${difference}\n`).join('')}`;
}
