import type { IntakeReceipt } from '@kuulolla/contracts/device-answer';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Request } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { csvBody, csvCharset } from './csv-body.ts';
import { CsvFileError } from './csv-file-error.ts';
import { importCsv } from './csv-import.ts';
import type { CsvProfile, CsvProfiles } from './csv-profile.ts';

/**
 * Imports the CSV in a request's body by the named profile. Fulfils when all good rows are durable; throws a 400
 * HttpProblem for an unknown profile or a header that does not fit it. What went in before a later failure stays, and
 * sending the file again is harmless.
 */
export async function receiveCsv(
  deps: Pick<IntakeDeps, 'desk' | 'logger'>,
  profiles: CsvProfiles,
  profileName: string,
  request: Request,
  traceparent?: string,
): Promise<IntakeReceipt> {
  const profile = profileOf(profiles, profileName);
  const encoding = csvCharset(request);
  try {
    const receipt = await importCsv(csvBody(request), {
      profile,
      profileName,
      ...(encoding === undefined ? {} : { encoding }),
      key: deps.desk.key,
      now: () => deps.desk.now(),
      handIn: (submissions) => deps.desk.submit(submissions, traceparent),
    });
    const rejected = receipt.rejected.length + (receipt.furtherRejected ?? 0);
    deps.logger.info({ profile: profileName, accepted: receipt.accepted, rejected }, 'csv imported');
    return receipt;
  } catch (error) {
    // What is left of the body is let through unread: a sender that is cut off does not see the answer.
    request.resume();
    throw error instanceof CsvFileError ? asProblem(error) : error;
  }
}

function profileOf(profiles: CsvProfiles, name: string): CsvProfile {
  const profile = profiles.get(name);
  if (profile) return profile;
  const known = [...profiles.keys()].join(', ');
  throw new HttpProblem(400, 'unknown-profile', `This profile is unknown; known are ${known}.`, {
    field: 'profile',
  });
}

function asProblem(error: CsvFileError): HttpProblem {
  const field = error.column === undefined ? {} : { field: error.column };
  return new HttpProblem(400, error.code, error.message, { ...field, cause: error });
}
