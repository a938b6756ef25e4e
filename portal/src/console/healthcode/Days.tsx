import type { Usage } from '../../api/healthcode';
import { day as dayWords } from '../../shared/format';
import { useText } from '../../shared/text';
import { countsByDay } from './usage';

const HEIGHT = 80;
const WIDTH = 480;
const LABELS = 4;

/** Uses by day as bars, and the same as a table. */
export function Days({ usage, from, until }: { usage: Usage[]; from: string; until: string }) {
  const { t, language } = useText();
  const days = countsByDay(usage, from, until);
  const most = Math.max(1, ...days.map(({ uses }) => uses));
  const step = WIDTH / Math.max(1, days.length);
  const every = Math.ceil(days.length / LABELS);
  return (
    <>
      <svg
        className="hours days"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
        role="img"
        aria-label={t('statistics.by-day')}
      >
        {days.map(({ key, uses }, index) => {
          const height = uses === 0 ? 0 : Math.max(2, (uses / most) * HEIGHT);
          return (
            <g key={key}>
              <rect
                className="received"
                x={index * step + step * 0.1}
                y={HEIGHT - height}
                width={Math.min(24, step * 0.8)}
                height={height}
              />
              {(days.length - 1 - index) % every === 0 && (
                <text x={Math.max(30, (index + 1) * step)} y={HEIGHT + 15} textAnchor="end">
                  {key.slice(5)}
                </text>
              )}
            </g>
          );
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <details>
        <summary>{t('summary.as-table')}</summary>
        <table className="small">
          <thead>
            <tr>
              <th scope="col">{t('summary.day')}</th>
              <th scope="col">{t('statistics.uses')}</th>
            </tr>
          </thead>
          <tbody>
            {days
              .filter(({ uses }) => uses > 0)
              .map(({ key, uses }) => (
                <tr key={key}>
                  <th scope="row">{dayWords(language, key)}</th>
                  <td>{uses}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
