import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createIntakeDesk } from '@kuulolla/intake/intake-desk';
import { CsvFileError } from '@kuulolla/intake/units/csv-file-error';
import { importCsv } from '@kuulolla/intake/units/csv-import';
import { loadProfiles } from '@kuulolla/intake/units/load-profiles';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { Presets, SingleBar } from 'cli-progress';
import { operatorFingerprintKey, operatorSettings, type Storage } from './operator-settings.ts';

/** Imports a CSV file as the units' door does, with a progress bar. Exit code 1 where rows were refused. */
export async function importFile(
  { log }: Pick<Storage, 'log'>,
  file: string,
  { profile: profileName, profiles: profilesFile }: { profile: string; profiles?: string },
): Promise<number> {
  const profiles = loadProfiles(undefined, profilesFile ?? operatorSettings().INTAKE_PROFILES);
  const profile = profiles.get(profileName);
  if (!profile) {
    throw new SettingsError(
      `There is no profile ${profileName}; known are ${[...profiles.keys()].join(', ')}.`,
    );
  }
  const desk = createIntakeDesk({ log, key: operatorFingerprintKey(), clock: Date.now });
  const about = await stat(file).catch(() => undefined);
  if (about === undefined || about.isDirectory())
    throw new SettingsError(`${file} cannot be read; check its name and rights.`);
  const { size } = about;
  const bar = new SingleBar(
    { format: '{bar} {percentage} %  {accepted} rows kept, {rejected} refused', noTTYOutput: false },
    Presets.shades_classic,
  );
  bar.start(size, 0, { accepted: 0, rejected: 0 });
  try {
    const receipt = await importCsv(createReadStream(file), {
      profile,
      profileName,
      key: desk.key,
      now: Date.now,
      handIn: (submissions) => desk.submit(submissions),
      onProgress: ({ bytes, accepted, rejected }) => bar.update(bytes, { accepted, rejected }),
    });
    bar.update(size);
    bar.stop();
    for (const { line, column, field, message } of receipt.rejected) {
      console.log(`line ${line}${(column ?? field) ? `, ${column ?? field}` : ''}: ${message}`);
    }
    const rejected = receipt.rejected.length + (receipt.furtherRejected ?? 0);
    if (receipt.furtherRejected) console.log(`… and ${receipt.furtherRejected} more refused rows.`);
    console.log(`${receipt.accepted} rows kept, ${rejected} refused.`);
    return rejected === 0 ? 0 : 1;
  } catch (error) {
    bar.stop();
    if (error instanceof CsvFileError) throw new SettingsError(error.message);
    throw error;
  }
}
