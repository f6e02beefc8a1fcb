import type { Submission } from '../submission.ts';
import { fingerprintOf, revisionOf } from '../to-event.ts';
import type { FhirDoor } from './fhir-door.ts';
import type { NamedAnswer } from './named-answer.ts';
import { type Issue, RefusedResponse } from './operation-outcome.ts';
import { readBack } from './read-back.ts';

/**
 * Throws a 409 RefusedResponse where the version a submission would make is recorded with other content: the recorder
 * would keep it aside, whatever the sender was told. Only what is recorded can tell, for what was accepted just before
 * may be kept aside itself; so the recorder is waited for, as by a read, and what it has not shown then is let through.
 */
export async function requireUnusedVersion(
  { deps, lately }: FhirDoor,
  { id, document, accepted }: NamedAnswer,
  submission: Submission,
  now: number,
): Promise<void> {
  if (submission.kind === 'withdrawn') return;
  const revision = revisionOf(submission);
  if (revision !== document?.revision && revision !== accepted?.revision) return;
  const fingerprint = fingerprintOf(deps.desk.key, submission);
  const mayBeUsed =
    accepted?.revision === revision &&
    accepted.fingerprint !== fingerprint &&
    document?.revision !== accepted.revision;
  // A create is taken while the store is away.
  const recorded = mayBeUsed ? await readBack(id, deps.answers, lately, now).catch(() => null) : document;
  if (recorded?.state !== 'given' || recorded.revision !== revision) return;
  if (!recorded.fingerprints.includes(fingerprint)) throw new RefusedResponse(409, [otherContent]);
}

const otherContent: Issue = {
  code: 'conflict',
  expression: 'QuestionnaireResponse.meta.lastUpdated',
  diagnostics:
    'This version of the answer is kept with other content; send the change with a newer meta.lastUpdated, or as a PUT without one.',
};
