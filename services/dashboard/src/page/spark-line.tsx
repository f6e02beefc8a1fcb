import { formatNps } from '@kuulolla/nps/format-score';
import { shortDay } from '../figures/helsinki-time.ts';
import { type Domain, drawn, runs, summary } from '../figures/trend-line.ts';
import type { TrendPoints } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';
import { Unspoken } from './figure-words.tsx';

const WIDTH = 112;
const HEIGHT = 32;
const EDGE = 4;

/** A year of months as a small line, on a scale shared by the lines of one table, with the same said in words for those who do not see it. */
export function SparkLine({ points, domain }: { points: TrendPoints | undefined; domain: Domain | null }) {
  const { texts } = useTexts();
  if (points === undefined) return null;
  const told = summary(points);
  if (told === null || domain === null) return <Unspoken sign="–" words={texts.trend.tooFew} />;
  const lines = runs(points, domain, WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE);
  const end = lines.at(-1)?.at(-1);
  return (
    <span className="spark">
      <svg
        viewBox={`${-EDGE} ${-EDGE} ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        aria-hidden="true"
        focusable="false"
      >
        {lines.map((run) => (
          <polyline
            key={run[0]?.x}
            points={run.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
          />
        ))}
        {end && <circle cx={end.x} cy={end.y} r={3} />}
      </svg>
      <TrendWords points={points} />
    </span>
  );
}

/** A line in one sentence and each of its months, for a screen reader. */
function TrendWords({ points }: { points: TrendPoints }) {
  const { language, texts } = useTexts();
  const told = summary(points);
  if (told === null) return null;
  const write = (nps: number) => formatNps(nps, language);
  const months = points
    .filter((point) => drawn(point) !== null)
    .map(({ from, nps }) => `${shortDay(from, language)} ${formatNps(nps, language)}`);
  return (
    <span className="visually-hidden">
      {texts.trend.sentence(
        write(told.first),
        write(told.last),
        write(told.low),
        write(told.high),
        told.months,
      )}{' '}
      {months.join('; ')}
    </span>
  );
}
