import { namesSample } from '@kuulolla/storage/restore-storage';
import { writeBackup } from '@kuulolla/store/backup/write-backup';
import type { RecordCounts } from '@kuulolla/store/store-record';
import { operatorSettings, type Storage } from './operator-settings.ts';

/** Writes all the store holds at this moment into a new file, while recording goes on, and says what it does not hold. */
export async function backup({ store }: Pick<Storage, 'store'>, file: string): Promise<number> {
  const about = { createdAt: Date.now(), sample: namesSample(operatorSettings()) };
  const counts = await writeBackup(store, file, about);
  console.log(`${file}: ${countsInWords(counts)}.`);
  console.log(
    'No secret is in it. Keep the secret of the fingerprints beside it (INTAKE_FINGERPRINT_KEY, or fingerprint.key in the data folder): without it, answers sent again after a restore are not recognised.',
  );
  console.log(
    "It holds residents' words as they are now: delete it when the event log has forgotten this day, since a restore brings back what was withdrawn since unless the log repeats the withdrawal.",
  );
  return 0;
}

export function countsInWords({ answer, tally, rejected, position, directory }: RecordCounts): string {
  const register = directory === 0 ? 'no register' : 'the register';
  return `${answer} answers, ${tally} tallies, ${rejected} messages kept aside, positions of ${position} partitions, ${register}`;
}
