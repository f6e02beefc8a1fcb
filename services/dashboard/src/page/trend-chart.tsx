import { formatCount, formatInterval, formatNps } from '@kuulolla/nps/format-score';
import { shortDay } from '../figures/helsinki-time.ts';
import { domainOf, runs } from '../figures/trend-line.ts';
import type { TrendPoints } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';

const WIDTH = 600;
const HEIGHT = 150;

/** The sector's months as a line with its scale, and the same as a table to open. */
export function TrendChart({ points, hasFailed }: { points: TrendPoints | undefined; hasFailed: boolean }) {
  const { texts } = useTexts();
  return (
    <figure className="trend" aria-labelledby="trend-heading">
      <figcaption id="trend-heading" className="trend__heading">
        {texts.trend.heading}
      </figcaption>
      {points ? (
        <Drawing points={points} />
      ) : (
        <p className="trend__empty">{hasFailed && texts.trouble.trends}</p>
      )}
      {points && <MonthTable points={points} />}
    </figure>
  );
}

function Drawing({ points }: { points: TrendPoints }) {
  const { language, texts } = useTexts();
  const domain = domainOf([points], 20);
  if (domain === null) return <p className="trend__empty">{texts.trend.none}</p>;
  const lines = runs(points, domain, WIDTH, HEIGHT);
  const end = lines.at(-1)?.at(-1);
  const middle = (domain.low + domain.high) / 2;
  return (
    <div className="trend__drawing" aria-hidden="true">
      <div className="trend__scale">
        {[domain.high, middle, domain.low].map((nps) => (
          <span key={nps}>{formatNps(nps, language)}</span>
        ))}
      </div>
      <div className="trend__plot">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} x1={0} x2={WIDTH} y1={y} y2={y} />
          ))}
          {lines.map((run) => (
            <polyline
              key={run[0]?.x}
              points={run.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
            />
          ))}
        </svg>
        {end && (
          <span
            className="trend__end"
            style={{ left: `${(100 * end.x) / WIDTH}%`, top: `${(100 * end.y) / HEIGHT}%` }}
          />
        )}
      </div>
      <div className="trend__days">
        <span>{shortDay(points[0]?.from ?? '', language)}</span>
        <span>{shortDay(points.at(-1)?.to ?? '', language)}</span>
      </div>
    </div>
  );
}

function MonthTable({ points }: { points: TrendPoints }) {
  const { language, texts } = useTexts();
  return (
    <details className="trend__table">
      <summary>{texts.trend.asTable}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.trend.from}</th>
            <th scope="col">{texts.units.columns.nps}</th>
            <th scope="col">{texts.units.columns.interval}</th>
            <th scope="col">{texts.units.columns.answers}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.from}>
              <th scope="row">{shortDay(point.from, language)}</th>
              <td>{formatNps(point.nps, language)}</td>
              <td>{formatInterval(point, language)}</td>
              <td>{formatCount(point.n, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
