import { answerId, splitAnswerId } from '@kuulolla/contracts/source';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { AnswerReader } from '@kuulolla/store/store';
import type { Accepted, AcceptedLately } from './accepted-lately.ts';

/** An answer as its names lead to it: what is recorded, and what was accepted here and may not be recorded yet. */
export interface NamedAnswer {
  /** Its own id. */
  readonly id: string;
  readonly document: AnswerDocument | null;
  readonly accepted: Accepted | null;
}

/** The answer the first name that is known leads to; a new one under the first name where none is known. */
export async function namedAnswer(
  names: readonly [string, ...string[]],
  answers: AnswerReader,
  lately: AcceptedLately,
): Promise<NamedAnswer> {
  for (const name of names) {
    const id = lately.idOf(name);
    const accepted = lately.find(id);
    const document = await recordedAnswer(id, answers);
    if (document) return { id: splitAnswerId(document.id).ownId, document, accepted };
    if (accepted) return { id, document, accepted };
  }
  return { id: names[0], document: null, accepted: null };
}

/** The document of the answer with this own id or, where there is none, with this other name. */
export async function recordedAnswer(name: string, answers: AnswerReader): Promise<AnswerDocument | null> {
  const own = await answers.answer(answerId('maisa', name));
  if (own) return own;
  const [other = null] = await answers.answersWhere({ source: 'maisa', alias: name, limit: 1 });
  return other;
}
