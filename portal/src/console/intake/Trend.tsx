import type { QualityDay } from '../../api/quality';
import { useText } from '../../shared/text';

const WIDTH = 120;
const HEIGHT = 28;
const EDGE = 3;

/** A score as it is said: one digit behind the point, never rounded up to a whole hundred. */
export function scoreOf(score: number | null): string {
  return score === null ? '—' : (Math.floor(score * 10) / 10).toFixed(1);
}

/** Scores day by day as a line; the page has them as a table, too. */
export function Trend({ days }: { days: Pick<QualityDay, 'score'>[] }) {
  const { t } = useText();
  const told = days.filter(({ score }) => score !== null);
  const first = told[0];
  const last = told.at(-1);
  if (!first || !last || told.length < 2) return <>—</>;
  const lowest = Math.min(90, ...told.map(({ score }) => score ?? 100));
  const x = (at: number) => EDGE + (at / (told.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (score: number | null) => EDGE + ((100 - (score ?? 100)) / Math.max(1, 100 - lowest)) * (HEIGHT - 2 * EDGE);
  const label = t('data-quality.trend-of', {
    first: scoreOf(first.score),
    last: scoreOf(last.score),
    days: told.length,
  });
  return (
    <svg className="score-trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={told.map(({ score }, at) => `${x(at)},${y(score)}`).join(' ')} />
      <circle cx={x(told.length - 1)} cy={y(last.score)} r="2.5" />
    </svg>
  );
}
