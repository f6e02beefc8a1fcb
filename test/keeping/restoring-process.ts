import { setTimeout as delay } from 'node:timers/promises';
import { openBackup } from '@kuulolla/store/backup/read-backup';
import { mongoPlace, sqlitePlace } from './storages.ts';

/** A process of a test: restores a backup as far as its first records, says so and waits to be killed. */
const [file = '', kind, where = '', database = ''] = process.argv.slice(2);
const place = kind === 'mongo' ? mongoPlace(where, database) : sqlitePlace(where);
const { records } = await openBackup(file);
await place.restore(
  (async function* () {
    for await (const chunk of records()) {
      yield chunk;
      process.stdout.write('half-way\n');
      await delay(60_000);
    }
  })(),
);
