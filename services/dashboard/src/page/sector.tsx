import type { Score, WindowName } from '@kuulolla/contracts/score';
import { formatCount, formatNps } from '@kuulolla/nps/format-score';
import { Koros } from 'hds-react';
import type { Choose } from '../address/use-choices.ts';
import type { ToldChange } from '../figures/listed-verdicts.ts';
import type { TrendPoints } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';
import { ChangeWords, IntervalWords, NpsFigure } from './figure-words.tsx';
import { TrendChart } from './trend-chart.tsx';
import { WindowPicker } from './window-picker.tsx';

interface Props {
  readonly score: Score | undefined;
  readonly moves: number;
  readonly change: ToldChange;
  readonly window: WindowName;
  readonly choose: Choose;
  readonly trend: { readonly points: TrendPoints | undefined; readonly hasFailed: boolean };
}

/** The whole sector: its score, how sure it is, from how many answers, how it has changed, and the year behind it. */
export function Sector({ score, moves, change, window, choose, trend }: Props) {
  const { language, texts } = useTexts();
  return (
    <section className="sector" aria-labelledby="title">
      <div className="container">
        <h1 id="title">{texts.title}</h1>
        <p className="sector__lead">{texts.lead}</p>
        <WindowPicker chosen={window} choose={choose} />
        <div className="sector__figures">
          <div className="sector__score">
            <h2 className="sector__label">
              {texts.wholeSector} <abbr title={texts.npsLong}>{texts.nps}</abbr>
            </h2>
            <p className="sector__nps">
              <NpsFigure score={score} moves={moves} />
            </p>
            <p className="sector__interval">
              <IntervalWords score={score} />
            </p>
            {score && <Scale score={score} />}
          </div>
          <dl className="sector__facts">
            <div>
              <dt>{texts.units.columns.answers}</dt>
              <dd className="sector__answers">{score ? formatCount(score.n, language) : '…'}</dd>
            </div>
            <div>
              <dt>
                {texts.units.columns.change} {texts.windowBefore[window]}
              </dt>
              <dd>{change ? <ChangeWords change={change} /> : '…'}</dd>
            </div>
          </dl>
          <TrendChart points={trend.points} hasFailed={trend.hasFailed} />
        </div>
      </div>
      <Koros type="basic" className="sector__koros" />
    </section>
  );
}

/** Where the score lies on the whole scale. Says nothing the words beside it do not. */
function Scale({ score }: { score: Score }) {
  const { language, texts } = useTexts();
  if (score.nps === null || score.low === null || score.high === null) return null;
  const place = (nps: number) => `${(nps + 100) / 2}%`;
  return (
    <div className="scale" aria-hidden="true">
      <div className="scale__track">
        <span
          className="scale__range"
          style={{ left: place(score.low), right: `${(100 - score.high) / 2}%` }}
        />
        <span className="scale__score" style={{ left: place(score.nps) }} />
      </div>
      <div className="scale__marks">
        {[-100, 0, 50, 100].map((nps) => (
          <span key={nps} className="scale__mark" style={{ left: place(nps) }}>
            {formatNps(nps, language)}
          </span>
        ))}
      </div>
      <p className="scale__hint">{texts.scale.excellent}</p>
    </div>
  );
}
