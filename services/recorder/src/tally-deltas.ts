import type { TallyDelta, TallyOrigin } from '@kuulolla/contracts/tally';
import { classOf } from '@kuulolla/nps/score';
import type { AnswerDocument } from '@kuulolla/store/answer-document';

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

function delta(
  { source, day, content }: Extract<AnswerDocument, { state: 'given' }>,
  by: 1 | -1,
): TallyDelta {
  const counts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  if (content.nps === null) counts.unscored = by;
  else counts[`${classOf(content.nps)}s`] = by;
  return { unit: content.unit, day, cell: cellOf(source, content), ...counts };
}

/** The cell an answer is counted in. */
export function cellOf(source: string, content: { language: string | null; respondent: string }): string {
  return `${source}|${content.language ?? '-'}|${content.respondent}`;
}
