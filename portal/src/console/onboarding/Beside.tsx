import type { HourBeside } from '../../api/onboarding';
import { time } from '../../shared/format';
import { Empty } from '../../shared/states';
import { useText } from '../../shared/text';
import { HOUR, HourBar, HourChart } from '../HourChart';

const HEIGHT = 90;

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
      <HourChart hours={hours} className="hours beside" label={t('volumes.chart')} height={HEIGHT}>
        {(each, hour) => (
          <>
            {each.low !== null && each.high !== null && (
              <rect
                className="usual"
                x={hour * HOUR}
                y={y(each.high)}
                width={HOUR}
                height={y(each.low) - y(each.high)}
              />
            )}
            <HourBar
              className={low(each) ? 'refused' : 'received'}
              hour={hour}
              y={y(each.messages)}
              height={HEIGHT - y(each.messages)}
            />
            {each.expected !== null && (
              <line
                className="expected"
                x1={hour * HOUR}
                x2={(hour + 1) * HOUR}
                y1={y(each.expected)}
                y2={y(each.expected)}
              />
            )}
          </>
        )}
      </HourChart>
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
