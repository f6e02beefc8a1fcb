import { createInterface } from 'node:readline/promises';
import { describeDiff, mergeRegister } from '@kuulolla/directory/merge';
import { parseOrganisation } from '@kuulolla/directory/organisation-file';
import { parseServiceMap } from '@kuulolla/directory/service-map';
import type { Store } from '@kuulolla/store/store';
import { readJsonFile } from './read-json-file.ts';

export interface UnitsImportOptions {
  readonly organisation?: string;
  /** Writes without asking. */
  readonly yes?: boolean;
}

/**
 * Imports units and, with `--organisation`, where they belong. Shows what would change before it writes, and asks; exit
 * code 1 where a record was refused or nothing was written that should have been.
 */
export async function importUnits(
  store: Pick<Store, 'directory' | 'putDirectory'>,
  file: string | undefined,
  { organisation: organisationFile, yes = false }: UnitsImportOptions,
): Promise<number> {
  const imported =
    file === undefined ? { units: [], fallbacks: [] } : parseServiceMap(await readJsonFile(file));
  const organisation =
    organisationFile === undefined ? undefined : parseOrganisation(await readJsonFile(organisationFile));
  const { next, diff } = mergeRegister(await store.directory(), imported, organisation);
  const refused = 'rejected' in imported ? imported.rejected : [];
  for (const { message } of refused) console.log(message);
  for (const line of describeDiff(diff)) console.log(line);
  if ('morePages' in imported && imported.morePages)
    console.log('The file is one page of several; import the others too.');
  const clean = refused.length === 0 && diff.refused.length === 0;
  if (diff.changes.length === 0) return clean ? 0 : 1;
  if (!yes && !(await isAgreed())) {
    console.log('Nothing was written; add --yes to write without being asked.');
    return 1;
  }
  await store.putDirectory(next);
  console.log(
    `Written: the register is now version ${next.version}. Feedback kept aside goes in with: kuulolla rejected retry`,
  );
  return clean ? 0 : 1;
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('Write this? (yes/no) ');
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
