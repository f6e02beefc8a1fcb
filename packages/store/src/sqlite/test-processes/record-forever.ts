import { deltaOf, given, outcomesOf, topic } from '../../contract/samples.ts';
import { openSqliteStore } from '../../sqlite-store.ts';

/*
 * A process of its own for the tests: records one answer a transaction into the store of its argument, as fast as it can, and
 * prints the number of each one that was committed, until it is killed or has recorded as many as its second argument.
 */
// Whoever starts it may be killed before it kills this one.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();
const [file = '', most = 'Infinity'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
for (let recorded = 0; recorded < Number(most); recorded++) {
  const next = await store.transaction(async (tx) => {
    const at = await tx.position(topic, 0);
    await tx.advance(topic, 0, at, at + 1);
    const answer = given(`units:${at}`);
    await tx.answers([answer.id]);
    await tx.putAnswers([answer]);
    await tx.addTallies(0, [deltaOf(answer)]);
    await tx.countOutcomes(topic, 0, outcomesOf('units', 'recorded', 1));
    return at + 1;
  });
  process.stdout.write(`${next}\n`);
}
await store.close();
