import { answerId, splitAnswerId } from '@kuulolla/contracts/source';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { AnswerReader } from '@kuulolla/store/store';
import type { Accepted, AcceptedLately } from './accepted-lately.ts';
import { newestVersion } from './current-version.ts';
import { type Issue, RefusedResponse } from './operation-outcome.ts';

/** An answer as its names lead to it: what is recorded, and what was accepted here and may not be recorded yet. */
export interface NamedAnswer {
  /** Its own id. */
  readonly id: string;
  readonly document: AnswerDocument | null;
  readonly accepted: Accepted | null;
}

/**
 * The answer that names lead to; a new one under the first name where none is known. One that counts goes before one
 * that was taken back. Throws a 422 RefusedResponse where they lead to two that count: to change the one would leave the
 * other counted beside it.
 */
export async function namedAnswer(
  names: readonly [string, ...string[]],
  answers: AnswerReader,
  lately: AcceptedLately,
): Promise<NamedAnswer> {
  const known = new Map<string, NamedAnswer>();
  for (const name of names) {
    if ([...known.values()].some((answer) => aliasOf(answer) === name)) continue;
    const answer = await knownAnswer(name, answers, lately);
    if (answer && !known.has(answer.id)) known.set(answer.id, answer);
  }
  const counting = [...known.values()].filter((answer) => !isWithdrawn(answer));
  if (counting.length > 1) throw new RefusedResponse(422, [twoAnswers]);
  const [first = null] = [...counting, ...known.values()];
  return first ?? { id: names[0], document: null, accepted: null };
}

const twoAnswers: Issue = {
  code: 'business-rule',
  expression: 'QuestionnaireResponse.identifier',
  diagnostics:
    'The identifier and the id are of two answers; take one of them back first, under its name alone.',
};

/** The other name an answer is known by, recorded or accepted here. */
export function aliasOf({ document, accepted }: NamedAnswer): string | undefined {
  return document?.alias ?? accepted?.alias;
}

function isWithdrawn({ document, accepted }: NamedAnswer): boolean {
  return newestVersion(document, accepted)?.withdrawn ?? false;
}

async function knownAnswer(
  name: string,
  answers: AnswerReader,
  lately: AcceptedLately,
): Promise<NamedAnswer | null> {
  const id = lately.idOf(name);
  const document = await recordedAnswer(id, answers);
  const own = document === null ? id : splitAnswerId(document.id).ownId;
  const accepted = lately.find(own);
  // A name that leads to another id is known, even where what was accepted of that is forgotten and not recorded yet.
  return document || accepted || id !== name ? { id: own, document, accepted } : null;
}

/**
 * The document of the answer with this own id or this other name, a tombstone too. A tombstone of this id comes last: its
 * answer may have been given again under another id, with this one as its other name.
 */
export async function recordedAnswer(name: string, answers: AnswerReader): Promise<AnswerDocument | null> {
  const own = await answers.answer(answerId('maisa', name));
  if (own?.state === 'given') return own;
  return (await answers.answerByAlias('maisa', name)) ?? own;
}
