import { Link } from 'wouter';
import type { Point } from '../../api/surveillance';
import { day } from '../../shared/format';
import { useText } from '../../shared/text';
import { HEIGHT, line, scale, WIDTH } from './chart';

/** A series: bars for cases, a line for what was to be expected, a line for the bound, hatched what is still to come. */
export function Curve({ points, casesOf }: { points: Point[]; casesOf: (point: Point) => string }) {
  const { t, language } = useText();
  const drawn = scale(points);
  const every = Math.max(1, Math.ceil(points.length / 8));
  return (
    <figure className="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('series.picture')}>
        {drawn.ticks.map((tick) => (
          <g key={tick} className="tick">
            <line x1={drawn.x(0)} x2={WIDTH} y1={drawn.y(tick)} y2={drawn.y(tick)} />
            <text x={drawn.x(0) - 6} y={drawn.y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        {points.map((point, place) => (
          <g key={point.day}>
            {point.high !== null && (
              <rect
                className="coming"
                x={drawn.x(place)}
                width={drawn.wide}
                y={drawn.y(point.high)}
                height={drawn.y(0) - drawn.y(point.high)}
              />
            )}
            <rect
              className={point.alarm ? 'cases alarm' : 'cases'}
              x={drawn.x(place) + drawn.wide * 0.1}
              width={drawn.wide * 0.8}
              y={drawn.y(point.cases)}
              height={drawn.y(0) - drawn.y(point.cases)}
            />
            {place % every === 0 && (
              <text className="date" x={drawn.x(place)} y={HEIGHT - 6}>
                {point.day.slice(5)}
              </text>
            )}
          </g>
        ))}
        <path className="expected" d={line(points, (point) => point.expected, drawn)} />
        <path className="bound" d={line(points, (point) => point.bound, drawn)} />
      </svg>
      <figcaption className="legend">
        <span className="key cases">{t('series.cases')}</span>
        <span className="key alarm">{t('series.alarm')}</span>
        <span className="key expected">{t('signals.expected')}</span>
        <span className="key bound">{t('signals.bound')}</span>
        <span className="key coming">{t('series.coming')}</span>
      </figcaption>
      <details>
        <summary>{t('series.table')}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('series.table')}>
          <table className="small">
            <thead>
              <tr>
                <th scope="col">{t('series.day')}</th>
                <th scope="col">{t('series.cases')}</th>
                <th scope="col">{t('signals.expected')}</th>
                <th scope="col">{t('signals.bound')}</th>
                <th scope="col">{t('series.coming')}</th>
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.day}>
                  <td>{day(language, point.day)}</td>
                  <td>
                    {point.cases > 0 ? <Link href={casesOf(point)}>{point.cases}</Link> : 0}
                    {point.alarm && ` ${t('series.alarm')}`}
                  </td>
                  <td>{short(point.expected)}</td>
                  <td>{short(point.bound)}</td>
                  <td>{point.estimate === null ? '' : `${short(point.estimate)} (${point.low}–${point.high})`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function short(value: number | null): string {
  return value === null ? '' : String(Math.round(value * 10) / 10);
}
