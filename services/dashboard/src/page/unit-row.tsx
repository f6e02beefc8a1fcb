import type { Score } from '@kuulolla/contracts/score';
import type { Verdict } from '@kuulolla/nps/change';
import { formatCount } from '@kuulolla/nps/format-score';
import { memo } from 'react';
import type { Domain } from '../figures/trend-line.ts';
import type { TrendPoints } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';
import { AnswerCount, ChangeWords, IntervalWords, NpsFigure } from './figure-words.tsx';
import { SparkLine } from './spark-line.tsx';
import { roles } from './table-roles.ts';

interface Props {
  readonly name: string;
  readonly area: string | null;
  readonly score: Score | undefined;
  readonly moves: number;
  /** The change in parts, not as an object, so that an unchanged row is not rendered again. */
  readonly difference: number | null;
  readonly verdict: Verdict | null;
  readonly points: TrendPoints | undefined;
  readonly domain: Domain | null;
}

export const UnitRow = memo(function UnitRow(props: Props) {
  const { name, area, score, moves, difference, verdict, points, domain } = props;
  const { language } = useTexts();
  return (
    <tr {...roles.row}>
      <th {...roles.rowName} className="units__name">
        {name}
        {area && <span className="units__area">{area}</span>}
      </th>
      <td {...roles.cell} className="units__nps">
        <NpsFigure score={score} moves={moves} />
      </td>
      <td {...roles.cell} className="units__interval">
        <IntervalWords score={score} />
      </td>
      <td {...roles.cell} className="units__answers">
        <span className="units__wide">{score && formatCount(score.n, language)}</span>
        <span className="units__narrow">
          <AnswerCount score={score} />
        </span>
      </td>
      <td {...roles.cell} className="units__change">
        <ChangeWords change={verdict && { difference, verdict }} />
      </td>
      <td {...roles.cell} className="units__trend">
        <SparkLine points={points} domain={domain} />
      </td>
    </tr>
  );
});
