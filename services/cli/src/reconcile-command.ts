import { readControlTotals } from './control-totals.ts';
import type { Storage } from './operator-settings.ts';
import { type Equality, type Reconciliation, reconcile } from './reconcile.ts';

const titles = {
  messages: 'messages since the last checkpoint = outcomes',
  tallies: 'documents recounted = tallies',
  control: "the source's own totals = ours",
} as const;

/**
 * Shows the three equalities, names each difference, and keeps how it ended for the metrics. Exit code 1 on any; without
 * one, a checkpoint is set.
 */
export async function reconcileCommand(
  { log, store }: Storage,
  { control: controlFile, all = false }: { control?: string; all?: boolean },
): Promise<number> {
  const control = controlFile === undefined ? [] : await readControlTotals(controlFile);
  const result = await reconcile(log, store, control);
  await store.putReconciled({ at: Date.now(), differences: result.differences.length });
  for (const equality of ['messages', 'tallies', 'control'] as const) {
    const lines = result.lines.filter((line) => line.equality === equality);
    if (equality === 'control' && controlFile === undefined) continue;
    console.log(summary(equality, lines));
    for (const line of all ? lines : lines.filter(differs)) console.log(`  ${sentence(line)}`);
  }
  console.log(asideSummary(result));
  if (result.differences.length > 0) {
    console.log(`${result.differences.length} differences.`);
    return 1;
  }
  await store.putCheckpoints(result.states);
  console.log('No difference.');
  return 0;
}

const differs = ({ expected, found }: Equality) => expected !== found;

function summary(equality: keyof typeof titles, lines: readonly Equality[]): string {
  const sum = (pick: (line: Equality) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const [expected, found] = [sum((line) => line.expected), sum((line) => line.found)];
  const wrong = lines.filter(differs).length;
  return `${titles[equality]}: ${expected} = ${found} in ${lines.length} lines, ${wrong} of them different`;
}

function sentence({ what, expected, found }: Equality): string {
  return expected === found ? `${what}: ${expected}` : `${what}: expected ${expected}, found ${found}`;
}

function asideSummary({ states }: Reconciliation): string {
  const counts = states.flatMap((state) =>
    Object.values(state.counts).flatMap((bySource) => Object.entries(bySource)),
  );
  const aside = counts.reduce(
    (sum, [outcome, count]) => (outcome.startsWith('rejected:') ? sum + count : sum),
    0,
  );
  return `kept aside since the start: ${aside} (kuulolla rejected list)`;
}
