import { readFileSync } from 'node:fs';
import { SettingsError } from '@kuulolla/service-kit/settings';
import type { z } from 'zod';
import { type CsvProfiles, csvProfilesFileSchema } from './csv-profile.ts';

/** The profiles that come with Kuulolla: plain, roidu, happyornot. */
export const shippedProfilesFile = new URL('./csv-profiles.json', import.meta.url);

/**
 * Reads the profiles of a file, and those of an operator's own file on top: one of the same name replaces the shipped.
 * Throws SettingsError with the place in the file and what is wrong there.
 */
export function loadProfiles(shipped: URL | string = shippedProfilesFile, extra?: URL | string): CsvProfiles {
  const files = extra === undefined ? [shipped] : [shipped, extra];
  return new Map(files.flatMap((file) => Object.entries(readProfiles(file))));
}

function readProfiles(file: URL | string): z.infer<typeof csvProfilesFileSchema>['profiles'] {
  const name = String(file).split('/').at(-1);
  const parsed = csvProfilesFileSchema.safeParse(jsonOfFile(file, name));
  if (parsed.success) return parsed.data.profiles;
  const issue = parsed.error.issues[0];
  const at = issue?.path.map(String).join('.') || 'the file';
  throw new SettingsError(`The profiles of ${name} are wrong at ${at}: ${reasonOf(issue)}.`);
}

/** A wrong key of a record says so only inside its issue. */
function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  const inner = issue?.code === 'invalid_key' ? issue.issues[0] : issue;
  return (inner?.message ?? 'it cannot be read').replace(/\.$/, '');
}

function jsonOfFile(file: URL | string, name: string | undefined): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new SettingsError(`The file of profiles ${name} ${reason}.`);
  }
}
