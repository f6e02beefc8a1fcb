import { type IntakeReceipt, maxAnswersPerRequest } from '@kuulolla/contracts/device-answer';
import type { Submission } from '../submission.ts';
import { checkDeviceAnswer } from './device-answer-check.ts';
import { deviceAnswerToSubmission } from './device-answer-to-submission.ts';

/** What a JSON body holds: the good answers to hand in, and the receipt to give once they are durable. */
export interface TakenAnswers {
  readonly submissions: readonly Submission[];
  readonly receipt: IntakeReceipt;
}

/**
 * Takes a JSON body of one answer or an array of 1 to 1,000; `now` in epoch ms. A bad answer costs nobody else's. Of an
 * empty array nothing is good, and neither is of a longer one.
 */
export function takeAnswers(body: unknown, now: number): TakenAnswers {
  const answers: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (answers.length === 0) return refused(nothing);
  if (answers.length > maxAnswersPerRequest) return refused(tooMany);
  const submissions: Submission[] = [];
  const rejected: IntakeReceipt['rejected'] = [];
  for (const [index, sent] of answers.entries()) {
    const checked = checkDeviceAnswer(sent, now);
    if (checked.ok) submissions.push(deviceAnswerToSubmission('given', checked.answer, checked.answeredAt));
    else rejected.push({ index, ...checked.refusal });
  }
  return { submissions, receipt: { accepted: submissions.length, rejected } };
}

/**
 * Takes the body of a correction of the answer `id`, which the path names: the body may leave its id out, and must name
 * no other.
 */
export function takeCorrection(body: unknown, id: string, now: number): TakenAnswers {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const sent = isObject && !Object.hasOwn(body, 'id') ? { ...body, id } : body;
  const checked = checkDeviceAnswer(sent, now);
  if (!checked.ok) return refused({ index: 0, ...checked.refusal });
  if (checked.answer.id !== id) {
    const message = 'The id of the body is not the one of the address; send the same or leave it out.';
    return refused({ index: 0, code: 'id-differs', field: 'id', message });
  }
  const submission = deviceAnswerToSubmission('amended', checked.answer, checked.answeredAt);
  return { submissions: [submission], receipt: { accepted: 1, rejected: [] } };
}

const nothing = { index: 0, code: 'no-answers', field: null, message: 'The array is empty; send answers.' };
const tooMany = {
  index: maxAnswersPerRequest,
  code: 'too-many-answers',
  field: null,
  message: `Send at most ${maxAnswersPerRequest} answers in one array; nothing of this one was taken.`,
};

function refused(rejection: IntakeReceipt['rejected'][number]): TakenAnswers {
  return { submissions: [], receipt: { accepted: 0, rejected: [rejection] } };
}
