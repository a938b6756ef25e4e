import type { IntakeSummary } from '../../api/contract';
import { useText } from '../../shared/text';
import { hoursOf } from './hours';

const HEIGHT = 80;
const STEP = 20;
const BAR = 14;

/** Messages by hour as bars, and the same as a table. */
export function Hours({ byHour }: { byHour: IntakeSummary['byHour'] }) {
  const { t } = useText();
  const hours = hoursOf(byHour);
  const most = Math.max(1, ...hours.map(({ received }) => received));
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <>
      <svg className="hours" viewBox={`0 0 ${24 * STEP} ${HEIGHT + 18}`} role="img" aria-label={t('summary.by-hour')}>
        {hours.map(({ hour, received, refused }) => (
          <g key={hour}>
            <rect
              className="received"
              x={hour * STEP + 3}
              y={HEIGHT - height(received)}
              width={BAR}
              height={height(received)}
            />
            <rect
              className="refused"
              x={hour * STEP + 3}
              y={HEIGHT - height(refused)}
              width={BAR}
              height={height(refused)}
            />
            {hour % 3 === 0 && (
              <text x={hour * STEP + 10} y={HEIGHT + 13} textAnchor="middle">
                {hour}
              </text>
            )}
          </g>
        ))}
        <line x1="0" x2={24 * STEP} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <details>
        <summary>{t('summary.as-table')}</summary>
        <table className="small">
          <thead>
            <tr>
              <th scope="col">{t('column.hour')}</th>
              <th scope="col">{t('summary.received')}</th>
              <th scope="col">{t('summary.refused')}</th>
            </tr>
          </thead>
          <tbody>
            {hours
              .filter(({ received }) => received > 0)
              .map(({ hour, received, refused }) => (
                <tr key={hour}>
                  <th scope="row">{t('hour', { hour })}</th>
                  <td>{received}</td>
                  <td>{refused}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
