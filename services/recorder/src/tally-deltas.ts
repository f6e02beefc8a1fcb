import type { TallyDelta, TallyOrigin } from '@kuulolla/contracts/tally';
import { classOf } from '@kuulolla/nps/score';
import type { AnswerDocument, GivenAnswer } from '@kuulolla/store/answer-document';
import { cellOf } from '@kuulolla/store/tally-cell';

/** What the tallies gain and lose when an answer's document changes from one to the other. */
export function tallyDeltas(
  before: AnswerDocument | undefined,
  after: AnswerDocument,
  origin: TallyOrigin,
): TallyDelta[] {
  const deltas: TallyDelta[] = [];
  if (before?.state === 'given') deltas.push({ ...delta(before, -1), origin });
  if (after.state === 'given') deltas.push({ ...delta(after, 1), origin });
  return deltas;
}

function delta(answer: GivenAnswer, by: 1 | -1): TallyDelta {
  const { day, content } = answer;
  const counts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  if (content.nps === null) counts.unscored = by;
  else counts[`${classOf(content.nps)}s`] = by;
  return { unit: content.unit, day, cell: cellOf(answer), ...counts };
}
