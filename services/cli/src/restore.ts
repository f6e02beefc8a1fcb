import { SettingsError } from '@kuulolla/service-kit/settings';
import { namesSample, restoreStore } from '@kuulolla/storage/restore-storage';
import { openBackup } from '@kuulolla/store/backup/read-backup';
import { countsInWords } from './backup.ts';
import { operatorSettings } from './operator-settings.ts';

/** Reads a backup through and, where it is whole, restores it into the empty store that the settings name. */
export async function restore(file: string): Promise<number> {
  const settings = operatorSettings();
  const { header, counts, records } = await openBackup(file);
  if (header.sample !== namesSample(settings)) {
    throw new SettingsError(
      header.sample
        ? `${file} is of a sample town, and the settings name a store of real answers: set SAMPLE=on.`
        : `${file} is of real answers, and the settings name a sample town: set SAMPLE=off.`,
    );
  }
  await restoreStore(settings, records(), Date.now());
  console.log(`Restored as of ${new Date(header.createdAt).toISOString()}: ${countsInWords(counts)}.`);
  console.log(
    'Put the secret of the fingerprints in its place before intake starts. The recorder goes on from the restored positions with what the log still has; then run kuulolla reconcile.',
  );
  return 0;
}
