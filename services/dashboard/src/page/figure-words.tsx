import type { Score } from '@kuulolla/contracts/score';
import { formatCount, formatDifference, formatNps, roundHalfAwayFromZero } from '@kuulolla/nps/format-score';
import { useState } from 'react';
import type { ToldChange } from '../figures/listed-verdicts.ts';
import { useTexts } from '../texts/use-texts.ts';

/** A score as a number, with a discreet mark while it has just moved. `score` undefined: not arrived; without answers: a dash, never 0. */
export function NpsFigure({ score, moves }: { score: Score | undefined; moves: number }) {
  const { language, texts } = useTexts();
  const [movesAtFirst] = useState(moves);
  return (
    <span className={score?.nps == null ? 'figure figure--none' : 'figure'}>
      {score === undefined ? (
        <Unspoken sign="…" words={texts.waiting} />
      ) : score.nps === null ? (
        <Unspoken sign={formatNps(null, language)} words={texts.noAnswers} />
      ) : (
        formatNps(score.nps, language)
      )}
      {moves !== movesAtFirst && <span key={moves} className="figure__moved" aria-hidden="true" />}
    </span>
  );
}

/** “probably between 58 and 70”, or “no answers”. Empty until the figure arrives. */
export function IntervalWords({ score }: { score: Score | undefined }) {
  const { language, texts } = useTexts();
  if (score === undefined) return null;
  if (score.low === null || score.high === null) return texts.noAnswers;
  const decimals = isNarrow(score.low, score.high) ? 1 : 0;
  const [low, high] = [score.low, score.high].map((bound) => formatNps(bound, language, decimals));
  return texts.interval(low ?? '', high ?? '', score);
}

/** “between 64 and 64” says nothing: bounds that round to one whole number are told with a decimal. */
function isNarrow(low: number, high: number): boolean {
  return roundHalfAwayFromZero(low, 0) === roundHalfAwayFromZero(high, 0);
}

/** “1 234 answers”. Empty until the figure arrives, and where `IntervalWords` has already said that there are none. */
export function AnswerCount({ score }: { score: Score | undefined }) {
  const { language, texts } = useTexts();
  return score === undefined || score.n === 0 ? null : texts.answers(formatCount(score.n, language), score.n);
}

/** A change as sign, words and points: a reader who sees no colour, or no page, gets all of it. Brief: no points where they may be chance. */
export function ChangeWords({ change, isBrief = false }: { change: ToldChange; isBrief?: boolean }) {
  const { language, texts } = useTexts();
  if (change === null) return null;
  const { difference, verdict } = change;
  if (verdict === 'too-few') return <span className="change change--quiet">{texts.change.tooFew}</span>;
  const points = difference === null ? '' : formatDifference(difference, language);
  if (verdict === 'none') {
    return (
      <span className="change change--quiet">
        {texts.change.none}
        {!isBrief && <span className="change__points"> ({points})</span>}
      </span>
    );
  }
  return (
    <span className={`change change--${verdict}`}>
      <span aria-hidden="true" className="change__arrow">
        {verdict === 'rise' ? '▲' : '▼'}
      </span>
      <strong>{points}</strong> {texts.change[verdict]}
    </span>
  );
}

/** A sign for the eye and words for the ear. */
export function Unspoken({ sign, words }: { sign: string; words: string }) {
  return (
    <>
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
