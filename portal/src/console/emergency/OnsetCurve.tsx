import { Link, useLocation } from 'wouter';
import { CLASSIFICATIONS, type Classification, type PeopleFigures } from '../../api/people';
import { day } from '../../shared/format';
import { useText } from '../../shared/text';
import { HEIGHT, WIDTH, step } from '../surveillance/chart';
import { onsetDays, stacked } from './onsets';
import { colour } from './graph';

const LEFT = 44;
const BOTTOM = 24;
const TOP = 8;
const COUNTED = CLASSIFICATIONS.filter((one) => one !== 'DISCARDED');

/** The epidemic curve: cases by day of onset, each bar in the colours of its classifications and leading to its list. */
export function OnsetCurve({
  figures,
  listOf,
}: {
  figures: PeopleFigures;
  listOf: (from: string, until: string, classification?: Classification) => string;
}) {
  const { t, word, language } = useText();
  const [, go] = useLocation();
  const days = onsetDays(figures.onsets);
  if (days.length === 0) return <p className="fine">{t('people.no-onsets')}</p>;
  const stacks = days.map((one) => stacked(figures.onsets[one] ?? {}));
  const most = Math.max(1, ...stacks.map((parts) => parts.at(-1)?.to ?? 0));
  const each = step(most);
  const top = Math.ceil(most / each) * each;
  const wide = (WIDTH - LEFT) / days.length;
  const y = (count: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - count / top);
  const every = Math.max(1, Math.ceil(days.length / 8));
  return (
    <figure className="curve onset-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('people.curve')}>
        {Array.from({ length: Math.round(top / each) + 1 }, (_, at) => at * each).map((tick) => (
          <g key={tick} className="tick">
            <line x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        {days.map((one, place) => (
          <g key={one}>
            {stacks[place]!.map(({ classification, from, to }) => (
              <rect
                key={classification}
                fill={colour({ classification })}
                x={LEFT + place * wide + wide * 0.1}
                width={wide * 0.8}
                y={y(to)}
                height={y(from) - y(to)}
                className="onset-bar"
                onClick={() => go(listOf(one, one, classification))}
              >
                <title>{`${day(language, one)} ${word('classification', classification)} ${to - from}`}</title>
              </rect>
            ))}
            {place % every === 0 && (
              <text className="date" x={LEFT + place * wide} y={HEIGHT - 6}>
                {one.slice(5)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className="legend">
        {COUNTED.map((classification) => (
          <Link key={classification} href={listOf('', '', classification)} className="onset-key">
            <span className="dot" style={{ background: colour({ classification }) }} />
            {word('classification', classification)} {figures.cases[classification] ?? 0}
          </Link>
        ))}
      </figcaption>
      <details>
        <summary>{t('series.table')}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('series.table')}>
          <table className="small">
            <thead>
              <tr>
                <th scope="col">{t('people.onset')}</th>
                {COUNTED.map((classification) => (
                  <th key={classification} scope="col">
                    {word('classification', classification)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((one) => (
                <tr key={one}>
                  <td>
                    <Link href={listOf(one, one)}>{day(language, one)}</Link>
                  </td>
                  {COUNTED.map((classification) => {
                    const count = figures.onsets[one]?.[classification] ?? 0;
                    return (
                      <td key={classification}>
                        {count > 0 ? <Link href={listOf(one, one, classification)}>{count}</Link> : 0}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
