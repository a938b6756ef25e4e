import type { IntakeSummary } from '../../api/contract';
import { useText } from '../../shared/text';
import { HourBar, HourChart } from '../HourChart';
import { hoursOf } from './hours';

const HEIGHT = 80;

/** Messages by hour as bars, and the same as a table. */
export function Hours({ byHour }: { byHour: IntakeSummary['byHour'] }) {
  const { t } = useText();
  const hours = hoursOf(byHour);
  const most = Math.max(1, ...hours.map(({ received }) => received));
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <>
      <HourChart hours={hours} label={t('summary.by-hour')} height={HEIGHT}>
        {({ received, refused }, hour) => (
          <>
            <HourBar className="received" hour={hour} y={HEIGHT - height(received)} height={height(received)} />
            <HourBar className="refused" hour={hour} y={HEIGHT - height(refused)} height={height(refused)} />
          </>
        )}
      </HourChart>
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
