import { readFileSync } from 'node:fs';
import { type Directory, EMPTY_DIRECTORY } from './directory.ts';
import { DirectoryError } from './directory-error.ts';
import { mergeRegister } from './merge.ts';
import { parseOrganisation } from './organisation-file.ts';
import { parseServiceMap } from './service-map.ts';

/**
 * The sample register this package ships: 349 units with ids 900001 … 900349, version 1.
 * Reads two files of the package folder; throws `DirectoryError` if they are damaged.
 */
export function loadShippedDirectory(): Directory {
  const imported = parseServiceMap(readShipped('units.json'));
  const { next, diff } = mergeRegister(
    EMPTY_DIRECTORY,
    imported,
    parseOrganisation(readShipped('organisation.json')),
  );
  const problems = [...imported.rejected, ...diff.refused].map(({ message }) => message);
  if (problems.length > 0) throw new DirectoryError('units-file-invalid', problems);
  return next;
}

function readShipped(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../register/${file}`, import.meta.url), 'utf8'));
}
