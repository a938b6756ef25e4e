import type { HourBeside } from '../../api/onboarding';
import { time } from '../../shared/format';
import { Empty } from '../../shared/states';
import { useText } from '../../shared/text';

const HEIGHT = 90;
const STEP = 20;
const BAR = 14;

/** Hours of a day as bars, with the median of the weeks before as a line and their usual range behind; and as a table. */
export function Beside({ hours, until }: { hours: HourBeside[]; until: string }) {
  const { t, language } = useText();
  if (hours.length === 0) return <Empty title={t('volumes.none')} />;
  const most = Math.max(1, ...hours.map(({ messages, high }) => Math.max(messages, high ?? 0)));
  const y = (count: number) => HEIGHT - (count / most) * HEIGHT;
  // 2026-07-15T01:00:00Z: instants compare as dates do
  const over = ({ hour }: HourBeside) => new Date(hour).getTime() + 3_600_000 <= new Date(until).getTime();
  const low = (each: HourBeside) => over(each) && each.low !== null && each.messages < each.low;
  const begun = ({ hour }: HourBeside) => new Date(hour).getTime() <= new Date(until).getTime();
  return (
    <>
      <svg
        className="hours beside"
        viewBox={`0 0 ${24 * STEP} ${HEIGHT + 18}`}
        role="img"
        aria-label={t('volumes.chart')}
      >
        {hours.map((each, index) => (
          <g key={each.hour}>
            {each.low !== null && each.high !== null && (
              <rect
                className="usual"
                x={index * STEP}
                y={y(each.high)}
                width={STEP}
                height={y(each.low) - y(each.high)}
              />
            )}
            <rect
              className={low(each) ? 'refused' : 'received'}
              x={index * STEP + 3}
              y={y(each.messages)}
              width={BAR}
              height={HEIGHT - y(each.messages)}
            />
            {each.expected !== null && (
              <line
                className="expected"
                x1={index * STEP}
                x2={(index + 1) * STEP}
                y1={y(each.expected)}
                y2={y(each.expected)}
              />
            )}
            {index % 3 === 0 && (
              <text x={index * STEP + 10} y={HEIGHT + 13} textAnchor="middle">
                {index}
              </text>
            )}
          </g>
        ))}
        <line x1="0" x2={24 * STEP} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <p className="fine">
        {t(hours.some(({ expected }) => expected !== null) ? 'volumes.legend' : 'volumes.no-habit')}
      </p>
      <details>
        <summary>{t('summary.as-table')}</summary>
        <table className="small">
          <thead>
            <tr>
              <th scope="col">{t('column.hour')}</th>
              <th scope="col">{t('summary.received')}</th>
              <th scope="col">{t('volumes.expected')}</th>
              <th scope="col">{t('volumes.range')}</th>
            </tr>
          </thead>
          <tbody>
            {hours
              .filter((each) => begun(each) && (each.messages > 0 || (each.expected ?? 0) > 0))
              .map((each) => (
                <tr key={each.hour}>
                  <th scope="row">{time(language, each.hour)}</th>
                  <td className={low(each) ? 'warn' : undefined}>{each.messages}</td>
                  <td>{each.expected ?? '—'}</td>
                  <td>{each.low === null ? '—' : `${each.low}–${each.high}`}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
