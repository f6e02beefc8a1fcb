import type { DeviceAnswer } from '@kuulolla/contracts/device-answer';
import type { Submission, SubmittedContent } from '../submission.ts';

/** A device's answer in the words of the desk. `answeredAt` in epoch ms; the respondent is `self` unless said. */
export function deviceAnswerToSubmission(
  kind: 'given' | 'amended',
  answer: DeviceAnswer,
  answeredAt: number,
): Submission {
  return {
    kind,
    source: 'units',
    ownId: answer.id,
    revision: answer.revision ?? null,
    content: contentOf(answer, answeredAt),
  };
}

/** The content of a device's answer, without its id and revision. */
export function contentOf(answer: Omit<DeviceAnswer, 'id'>, answeredAt: number): SubmittedContent {
  return {
    unit: answer.unit,
    questionnaire: answer.questionnaire?.toWellFormed() ?? null,
    nps: answer.nps ?? null,
    statements: answer.statements ?? {},
    comment: answer.comment?.toWellFormed() ?? null,
    answeredAt,
    language: answer.language ?? null,
    channel: answer.channel ?? null,
    respondent: answer.respondent ?? 'self',
    ageBand: answer.ageBand ?? null,
  };
}
