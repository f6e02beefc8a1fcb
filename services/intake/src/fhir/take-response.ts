import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { answerId, splitAnswerId } from '@kuulolla/contracts/source';
import type { IntakeDeps } from '../intake-deps.ts';
import { screenedId } from '../screened-id.ts';
import type { Submission } from '../submission.ts';
import type { AcceptedLately } from './accepted-lately.ts';
import {
  type CurrentVersion,
  currentVersion,
  type Precondition,
  requirePrecondition,
  revisionOfChange,
} from './current-version.ts';
import type { InTurn } from './in-turn.ts';
import { type Interpretation, interpretResponse } from './interpret-response.ts';
import type { MaisaMapping } from './maisa-mapping.ts';
import { type Issue, RefusedResponse } from './operation-outcome.ts';
import type { QuestionnaireResponse } from './questionnaire-response.ts';
import { resourceIdOf } from './resource-id.ts';

/** What the routes of this door share. */
export interface FhirDoor {
  readonly deps: IntakeDeps;
  readonly mapping: MaisaMapping;
  readonly lately: AcceptedLately;
  readonly inTurn: InTurn;
}

/** A QuestionnaireResponse as it came: with the id of its PUT, or null for a POST. */
export interface SentResponse {
  readonly response: QuestionnaireResponse;
  readonly pathId: string | null;
  readonly precondition: Precondition;
  readonly traceparent?: string;
}

/** What became of it: the durable event and whether there was such an answer before, or nothing to count. */
export type Taken =
  | {
      readonly taken: 'event';
      readonly event: FeedbackEvent;
      readonly existed: boolean;
      /** Whether it was sent as amended. */
      readonly amended: boolean;
    }
  | { readonly taken: 'nothing' };

/**
 * Takes one response: fulfils once its event is durable. Throws RefusedResponse (422) for what it says, 412 for its
 * precondition, 503 while the log is away.
 *
 * `If-Match` within one instance of intake is exact: changes of one answer are made in turn. Of two changes at the same
 * moment through two instances both may pass; both are then on the log, and the one with the higher revision holds.
 */
export async function takeResponse(door: FhirDoor, sent: SentResponse): Promise<Taken> {
  const { deps, lately } = door;
  const { response } = sent;
  const now = deps.desk.now();
  const asked = interpretResponse(response, { mapping: door.mapping, directory: deps.directory(), now });
  if (asked.ask === 'nothing') return { taken: 'nothing' };
  const pathId = sent.pathId === null ? null : lately.idOf(screenedId(deps.desk.key, sent.pathId));
  const id = resourceIdOf(deps.desk.key, response, pathId);
  const issues = [...(asked.ask === 'refused' ? asked.issues : []), ...(id === null ? [nameless] : [])];
  if (asked.ask === 'refused' || id === null) throw new RefusedResponse(422, issues);
  return door.inTurn(id, async () => {
    const current = await currentOf(door, id, sent.precondition);
    requirePrecondition(sent.precondition, current);
    const submission = submissionOf(asked, sent, id, current, now);
    const [event] = await deps.desk.submit([submission], sent.traceparent);
    if (!event) throw new Error('The desk took a submission and gave no event.');
    const keptAs = splitAnswerId(event.subject).ownId;
    const { revision, receivedAt } = event.data;
    lately.remember(keptAs, { revision, withdrawn: asked.ask === 'withdraw', at: receivedAt });
    if (sent.pathId !== null) lately.alsoKnownAs(screenedId(deps.desk.key, sent.pathId), keptAs);
    const existed = current !== null && !current.withdrawn;
    return { taken: 'event', event, existed, amended: response.status === 'amended' };
  });
}

const nameless: Issue = {
  code: 'required',
  expression: 'QuestionnaireResponse.identifier',
  diagnostics:
    'Send an identifier with a value, or PUT the answer under an id: without one a retry would count twice.',
};

/** Feedback is taken while the store is away; only a precondition cannot be answered without it. */
async function currentOf(
  { deps, lately }: FhirDoor,
  id: string,
  precondition: Precondition,
): Promise<CurrentVersion | null> {
  const accepted = lately.find(id);
  try {
    return currentVersion(await deps.answers.answer(answerId('maisa', id)), accepted);
  } catch (error) {
    if (precondition.match !== null || precondition.create) throw error;
    return currentVersion(null, accepted);
  }
}

function submissionOf(
  asked: Extract<Interpretation, { ask: 'keep' | 'withdraw' }>,
  { response, pathId, precondition }: SentResponse,
  ownId: string,
  current: CurrentVersion | null,
  now: number,
): Submission {
  const sentBack = current !== null && response.meta?.versionId === String(current.revision);
  const knowsCurrent = current !== null && (precondition.match !== null || sentBack);
  const source = 'maisa';
  if (asked.ask === 'keep' && pathId === null && !asked.amended) {
    return { kind: 'given', source, ownId, revision: asked.revision, content: asked.content };
  }
  const revision = revisionOfChange(asked.revision, current, knowsCurrent, now);
  if (asked.ask === 'withdraw') return { kind: 'withdrawn', source, ownId, revision };
  return { kind: 'amended', source, ownId, revision, content: asked.content };
}
