import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { Submission } from '../submission.ts';
import {
  type CurrentVersion,
  currentVersion,
  isAmended,
  newestVersion,
  type Precondition,
  requirePrecondition,
  revisionOfChange,
} from './current-version.ts';
import type { FhirDoor } from './fhir-door.ts';
import { type Interpretation, interpretResponse } from './interpret-response.ts';
import { aliasOf, type NamedAnswer, namedAnswer } from './named-answer.ts';
import { type Issue, RefusedResponse } from './operation-outcome.ts';
import type { QuestionnaireResponse } from './questionnaire-response.ts';
import { namesOf } from './resource-id.ts';
import { requireUnusedVersion } from './reused-version.ts';

/** A QuestionnaireResponse as it came: with the id of its PUT, or null for a POST. */
export interface SentResponse {
  readonly response: QuestionnaireResponse;
  readonly pathId: string | null;
  readonly precondition: Precondition;
  readonly traceparent?: string;
}

/** What became of it: a durable event, or nothing to count. */
export type Taken =
  | {
      readonly taken: 'event';
      readonly event: FeedbackEvent;
      /** The logical id the sender knows it by: that of its PUT, else the one we made of the identifier. */
      readonly name: string;
      /** Whether there was such an answer before. */
      readonly existed: boolean;
      /** Whether it changed what was there before, whatever status it was sent with: a read tells the same. */
      readonly amended: boolean;
      /** The version that is kept where this one is older and changes nothing. */
      readonly newer: CurrentVersion | null;
    }
  /** Not finished. `kept` tells whether there is an answer of that name, which stays as it was. */
  | { readonly taken: 'nothing'; readonly kept: boolean };

type Asked = Extract<Interpretation, { ask: 'keep' | 'withdraw' }>;

/**
 * Takes one response: fulfils once its event is durable. Throws RefusedResponse (422) for what it says, 409 for a version
 * that is kept with other content, 412 for its precondition, 503 while the log is away.
 *
 * `If-Match` within one instance of intake is exact: changes under one name are made in turn. Of two changes at the same
 * moment through two instances both may pass; both are then on the log, and the one with the higher revision holds.
 */
export async function takeResponse(door: FhirDoor, sent: SentResponse): Promise<Taken> {
  const { deps, mapping } = door;
  const now = deps.desk.now();
  const asked = interpretResponse(sent.response, { mapping, directory: deps.directory(), now });
  const [first, ...others] = namesOf(deps.desk.key, sent.response, sent.pathId);
  if (asked.ask === 'nothing') {
    if (first === undefined) return { taken: 'nothing', kept: false };
    return door.inTurn([first, ...others], () => leaveAnswer(door, sent, [first, ...others], now));
  }
  const issues = [
    ...(asked.ask === 'refused' ? asked.issues : []),
    ...(first === undefined ? [nameless] : []),
  ];
  if (asked.ask === 'refused' || first === undefined) throw new RefusedResponse(422, issues);
  return door.inTurn([first, ...others], () => changeAnswer(door, sent, asked, [first, ...others], now));
}

const nameless: Issue = {
  code: 'required',
  expression: 'QuestionnaireResponse.identifier',
  diagnostics:
    'Send an identifier with a value, or PUT the answer under an id: without one a retry would count twice.',
};

/** An answer is kept under two names. One more would have to push one out, and what came under that would count anew. */
const thirdName: Issue = {
  code: 'business-rule',
  expression: 'QuestionnaireResponse.identifier',
  diagnostics:
    'This answer has another identifier or id already; send it under those, or this as an answer of its own.',
};

async function leaveAnswer(
  door: FhirDoor,
  { pathId, precondition }: SentResponse,
  names: readonly [string, ...string[]],
  now: number,
): Promise<Taken> {
  const { document, accepted } = await answerOf(door, names, pathId);
  const current = currentVersion(document, accepted, now);
  requirePrecondition(precondition, current);
  return { taken: 'nothing', kept: current !== null && !current.withdrawn };
}

async function changeAnswer(
  door: FhirDoor,
  sent: SentResponse,
  asked: Asked,
  names: readonly [string, ...string[]],
  now: number,
): Promise<Taken> {
  const { desk } = door.deps;
  const answer = await answerOf(door, names, sent.pathId);
  const current = currentVersion(answer.document, answer.accepted, now);
  const newest = newestVersion(answer.document, answer.accepted);
  requirePrecondition(sent.precondition, current);
  const alias = aliasOf(answer) ?? names.find((name) => name !== answer.id);
  if (asked.ask === 'keep' && names.some((name) => name !== answer.id && name !== alias))
    throw new RefusedResponse(422, [thirdName]);
  const submission = submissionOf(asked, sent, { id: answer.id, alias, current, newest, now });
  await requireUnusedVersion(door, answer, submission, now);
  const [event] = await desk.submit([submission], sent.traceparent);
  if (!event) throw new Error('The desk took a submission and gave no event.');
  const { revision, receivedAt, fingerprint } = event.data;
  const amended = isAmended(current, fingerprint);
  const withdrawn = asked.ask === 'withdraw';
  door.lately.remember(answer.id, names, {
    revision,
    withdrawn,
    fingerprint,
    amended,
    alias,
    at: receivedAt,
  });
  const existed = current !== null && !current.withdrawn;
  const name = names.at(-1) ?? answer.id;
  const newer = current !== null && current.revision > revision ? current : null;
  return { taken: 'event', event, name, existed, amended, newer };
}

/**
 * A create is taken while the store is away, for its identifier names it. A PUT must know what it replaces (the answer
 * may have been sent under another name before), so it waits for the store to come back: 503.
 */
async function answerOf(
  { deps, lately }: FhirDoor,
  names: readonly [string, ...string[]],
  pathId: string | null,
): Promise<NamedAnswer> {
  try {
    return await namedAnswer(names, deps.answers, lately);
  } catch (error) {
    if (pathId !== null) throw error;
    const id = lately.idOf(names[0]);
    return { id, document: null, accepted: lately.find(id) };
  }
}

interface Change {
  readonly id: string;
  readonly alias: string | undefined;
  readonly current: CurrentVersion | null;
  readonly newest: CurrentVersion | null;
  readonly now: number;
}

function submissionOf(
  asked: Asked,
  { response, pathId, precondition }: SentResponse,
  { id, alias, current, newest, now }: Change,
): Submission {
  const name = { source: 'maisa', ownId: id, ...(alias === undefined ? {} : { alias }) } as const;
  const sentBack = current !== null && response.meta?.versionId === String(current.revision);
  const knowsCurrent = current !== null && (precondition.match !== null || sentBack);
  const revision = revisionOfChange(asked.revision, newest, knowsCurrent, now);
  if (asked.ask === 'withdraw') return { kind: 'withdrawn', ...name, revision };
  const { content } = asked;
  const isFirstGiving = pathId === null && !asked.amended;
  return isFirstGiving
    ? { kind: 'given', ...name, revision: asked.revision, content }
    : { kind: 'amended', ...name, revision, content };
}
