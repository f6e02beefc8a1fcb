import type { TallyDelta, TallyOrigin } from '@kuulolla/contracts/tally';
import { classOf } from '@kuulolla/nps/score';
import type { AnswerDocument, GivenAnswer } from '@kuulolla/store/answer-document';
import { cellOf } from '@kuulolla/store/tally-cell';

/** A change to the tallies of a partition. */
export interface PartitionDelta extends TallyDelta {
  readonly partition: number;
}

/**
 * What the tallies gain and lose when an answer's document changes from one to the other. Its old content goes from where
 * it was counted: in a topic with another number of partitions that is another partition than the new event's.
 */
export function tallyDeltas(
  before: AnswerDocument | undefined,
  after: AnswerDocument,
  origin: TallyOrigin,
): PartitionDelta[] {
  const deltas: PartitionDelta[] = [];
  if (before?.state === 'given') deltas.push({ ...delta(before, -1), origin });
  if (after.state === 'given') deltas.push({ ...delta(after, 1), origin });
  return deltas;
}

function delta(answer: GivenAnswer, by: 1 | -1): PartitionDelta {
  const { partition, day, content } = answer;
  const counts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  if (content.nps === null) counts.unscored = by;
  else counts[`${classOf(content.nps)}s`] = by;
  return { partition, unit: content.unit, day, cell: cellOf(answer), ...counts };
}
