import { topic } from '../../contract/samples.ts';
import { openMongoStore } from '../../mongo-store.ts';

/*
 * A process of its own for the tests: begins a transaction that moves partition 0 in the database of its arguments, says so,
 * and never ends it.
 */
const [url = '', database = ''] = process.argv.slice(2);
const store = await openMongoStore({ url, database });
await store.transaction(async (tx) => {
  const at = await tx.position(topic, 0);
  await tx.advance(topic, 0, at, at + 1);
  process.stdout.write('moved\n');
  await new Promise((never) => setTimeout(never, 1e9));
});
