import { openWriter } from '../connection.ts';
import type { Migration } from '../migrations.ts';

/** A process of a test: migrates a file in two steps; with `stall` it stands still for good in the middle of the second. */
const [file = '', how] = process.argv.slice(2);
const steps: readonly Migration[] = [
  (db) => db.exec("CREATE TABLE notes (step TEXT); INSERT INTO notes VALUES ('first')"),
  (db) => {
    db.exec("INSERT INTO notes VALUES ('second')");
    if (how !== 'stall') return;
    process.stdout.write('half-way\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  },
];
openWriter(file, 'off', 1, steps).close();
