import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import { type Accepted, acceptedCountsFor } from './accepted-lately.ts';

/** A version of an answer. */
export interface CurrentVersion {
  readonly revision: number;
  readonly withdrawn: boolean;
  readonly fingerprint: string | undefined;
  /** Whether it changed what was there before; what it was sent as is not kept. */
  readonly amended: boolean;
}

export function recordedVersion({ revision, state, fingerprints }: AnswerDocument): CurrentVersion {
  return {
    revision,
    withdrawn: state === 'withdrawn',
    fingerprint: fingerprints.at(-1),
    amended: fingerprints.length > 1,
  };
}

/** Whether content of this fingerprint, which comes after `before`, is told as amended; equal content is as it was. */
export function isAmended(before: CurrentVersion | null, fingerprint: string): boolean {
  return before !== null && (before.amended || before.fingerprint !== fingerprint);
}

/**
 * The version that preconditions are about: what a read gives, or what was accepted so lately that a read would wait for
 * it. Null for an unknown answer. `now` is epoch ms.
 */
export function currentVersion(
  document: AnswerDocument | null,
  accepted: Accepted | null,
  now: number,
): CurrentVersion | null {
  const counts = accepted !== null && now - accepted.at <= acceptedCountsFor;
  return newestVersion(document, counts ? accepted : null);
}

/** The newer of what is recorded and what was ever accepted, which may be kept aside; null for an unknown answer. */
export function newestVersion(
  document: AnswerDocument | null,
  accepted: Accepted | null,
): CurrentVersion | null {
  if (document && (!accepted || document.revision > accepted.revision)) return recordedVersion(document);
  return accepted;
}

/** What a request demands of the current version before it changes anything. */
export interface Precondition {
  /** Of `If-Match`: these versions, or any (`*`); null without the header. */
  readonly match: readonly string[] | '*' | null;
  /** Of `If-None-Match: *`: there must be none yet. */
  readonly create: boolean;
}

const tag = /^\s*(?:W\/)?"([A-Za-z0-9\-.]{1,64})"\s*$/;

/** Reads `If-Match` and `If-None-Match`; 400 for one that is neither `*` nor entity tags such as `W/"3"`. */
export function preconditionOf(ifMatch: string | undefined, ifNoneMatch: string | undefined): Precondition {
  const create = ifNoneMatch !== undefined;
  if (create && ifNoneMatch.trim() !== '*') {
    throw new HttpProblem(400, 'bad-if-none-match', 'Of a change, If-None-Match can only be *.');
  }
  if (ifMatch === undefined) return { match: null, create };
  if (ifMatch.trim() === '*') return { match: '*', create };
  const match = ifMatch.split(',').map((part) => tag.exec(part)?.[1]);
  if (match.every((version) => version !== undefined)) return { match, create };
  throw new HttpProblem(400, 'bad-if-match', 'If-Match must be a version as ETag gives it, such as W/"3".');
}

/** Whether `If-None-Match` of a read names this revision: the caller has it already. */
export function isEntityTag(ifNoneMatch: string | undefined, revision: number): boolean {
  return (ifNoneMatch ?? '').split(',').some((part) => tag.exec(part)?.[1] === String(revision));
}

/** Throws a 412 where the current version is not the one demanded. */
export function requirePrecondition({ match, create }: Precondition, current: CurrentVersion | null): void {
  const exists = current !== null && !current.withdrawn;
  if (create && exists) throw new HttpProblem(412, 'exists', 'This resource exists already.');
  if (match === null) return;
  if (match === '*' ? exists : current !== null && match.includes(String(current.revision))) return;
  const message = 'The version in If-Match is not the current one; read the resource again.';
  throw new HttpProblem(412, 'version-conflict', message);
}

/**
 * The revision of a change: the source's own (`own`, epoch ms) where it has one, else null, and the desk gives the time
 * of receipt. One rises above the newest version, for one that is kept aside now may be taken later: a change whose
 * sender has shown to know the current one (`If-Match`, or our `versionId` sent back in `meta`, whose `lastUpdated` is
 * then ours too); and one without an own revision, because a clock ahead of ours may have numbered the newest.
 */
export function revisionOfChange(
  own: number | null,
  newest: CurrentVersion | null,
  senderKnowsCurrent: boolean,
  now: number,
): number | null {
  if (!newest) return own;
  if (senderKnowsCurrent) return Math.max(now, own ?? 0, newest.revision + 1);
  return own === null && newest.revision >= now ? newest.revision + 1 : own;
}
