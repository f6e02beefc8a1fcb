import { type Language, languages } from '@kuulolla/contracts/feedback-event';
import type { Directory } from '@kuulolla/directory/directory';
import { futureTolerance } from '../intake-desk.ts';
import type { SubmittedContent } from '../submission.ts';
import { commentOf, npsOf, statementsOf } from './answer-questions.ts';
import { authoredInstant, instantOf } from './fhir-instant.ts';
import { type Finding, found, refused } from './finding.ts';
import { linksOf, type MaisaMapping, questionnaireOf } from './maisa-mapping.ts';
import type { Issue } from './operation-outcome.ts';
import type { QuestionnaireResponse, Reference } from './questionnaire-response.ts';
import { unitOfResponse } from './unit-of-response.ts';

/** What a QuestionnaireResponse asks for. `revision` is `meta.lastUpdated` in epoch ms, or null without one. */
export type Interpretation =
  | {
      readonly ask: 'keep';
      readonly amended: boolean;
      readonly revision: number | null;
      readonly content: SubmittedContent;
    }
  | { readonly ask: 'withdraw'; readonly revision: number | null }
  /** Still being answered, or given up: nothing to count. */
  | { readonly ask: 'nothing' }
  | { readonly ask: 'refused'; readonly issues: readonly Issue[] };

export interface InterpretContext {
  readonly mapping: MaisaMapping;
  readonly directory: Directory;
  /** Epoch ms. */
  readonly now: number;
}

/** Reads a response of the right form by its status. Never throws; all that is wrong is told at once. */
export function interpretResponse(
  response: QuestionnaireResponse,
  context: InterpretContext,
): Interpretation {
  const { status } = response;
  if (status === 'in-progress' || status === 'stopped') return { ask: 'nothing' };
  if (status !== 'completed' && status !== 'amended' && status !== 'entered-in-error') {
    const diagnostics = 'The status must be completed, amended, entered-in-error, in-progress or stopped.';
    return {
      ask: 'refused',
      issues: [{ code: 'value', expression: 'QuestionnaireResponse.status', diagnostics }],
    };
  }
  const revision = revisionOf(response, context.now);
  if (status === 'entered-in-error') {
    return revision.ok
      ? { ask: 'withdraw', revision: revision.value }
      : { ask: 'refused', issues: [revision.issue] };
  }
  return kept(response, context, revision, status === 'amended');
}

function kept(
  response: QuestionnaireResponse,
  { mapping, directory, now }: InterpretContext,
  revision: Finding<number | null>,
  amended: boolean,
): Interpretation {
  const questionnaire = questionnaireOf(response.questionnaire);
  const links = linksOf(mapping, questionnaire);
  const unit = unitOfResponse(response, mapping, directory);
  const nps = npsOf(response, links);
  const statements = statementsOf(response, links, mapping.dontKnow);
  const comment = commentOf(response, links);
  const answeredAt = answeredAtOf(response, revision, now);
  if (unit.ok && nps.ok && statements.ok && comment.ok && answeredAt.ok && revision.ok) {
    const content: SubmittedContent = {
      unit: unit.value,
      questionnaire,
      nps: nps.value,
      statements: statements.value,
      comment: comment.value,
      answeredAt: answeredAt.value,
      language: languageOf(response.language),
      channel: 'portal',
      respondent: isRelative(response) ? 'relative' : 'self',
      ageBand: null,
    };
    return { ask: 'keep', amended, revision: revision.value, content };
  }
  const findings = [unit, nps, statements, comment, answeredAt, revision];
  return { ask: 'refused', issues: findings.flatMap((finding) => (finding.ok ? [] : [finding.issue])) };
}

function revisionOf({ meta }: QuestionnaireResponse, now: number): Finding<number | null> {
  if (meta?.lastUpdated === undefined) return found(null);
  const path = 'QuestionnaireResponse.meta.lastUpdated';
  const instant = instantOf(meta.lastUpdated);
  if (instant === null || instant < 0) {
    return refused('value', path, 'Send a date and time with seconds and an offset.');
  }
  if (instant > now + futureTolerance) {
    return refused('business-rule', path, 'This is in the future; set the clock of the sender.');
  }
  return found(instant);
}

/** `authored`, else `meta.lastUpdated`: FHIR lets `authored` be absent, but an answer without a day counts nowhere. */
function answeredAtOf(
  response: QuestionnaireResponse,
  revision: Finding<number | null>,
  now: number,
): Finding<number> {
  if (response.authored !== undefined) return authoredInstant(response.authored, now);
  const lastUpdated = response.meta?.lastUpdated;
  if (lastUpdated !== undefined && revision.ok) return authoredInstant(lastUpdated, now);
  return refused('required', 'QuestionnaireResponse.authored', 'Send when the answer was given.');
}

/** `fi-FI` is fi; a language that is none of ours is null. */
function languageOf(sent: string | undefined): Language | null {
  const [primary] = (sent ?? '').toLowerCase().split(/[-_]/);
  return languages.find((language) => language === primary) ?? null;
}

/** FHIR: without a source, the author answered. */
function isRelative(response: QuestionnaireResponse): boolean {
  const { reference, type }: Reference = response.source ?? response.author ?? {};
  if (type === 'RelatedPerson') return true;
  if (reference?.startsWith('#')) {
    const inside = response.contained?.find(({ id }) => id === reference.slice(1));
    return inside?.resourceType === 'RelatedPerson';
  }
  return /(^|\/)RelatedPerson\//.test(reference ?? '');
}
