import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { onboarding, type Feed, type Feeds } from '../../api/onboarding';
import { localDay, moment } from '../../shared/format';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Beside } from './Beside';
import './onboarding.css';

/** What comes from whom by the hour beside what comes by habit; silent feeds first. The choice stands in the URL. */
export default function VolumesPage() {
  const { t, language } = useText();
  const query = useQuery({
    queryKey: ['onboarding', 'feeds'],
    queryFn: ({ signal }) => onboarding.feeds(signal),
    refetchInterval: 15_000,
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.volumes')}</h1>
      </div>
      <p className="lead">{t('volumes.lead')}</p>
      <Shown query={query} lines={8}>
        {(found) =>
          found.feeds.length === 0 ? (
            <Empty title={t('volumes.none')}>{t('volumes.none-hint')}</Empty>
          ) : (
            <>
              <Chosen found={found} />
              <All found={found} />
              <p className="fine">{t('volumes.counted', { time: moment(language, found.countedUntil) })}</p>
            </>
          )
        }
      </Shown>
    </>
  );
}

function Chosen({ found }: { found: Feeds }) {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const today = localDay(new Date());
  const first = found.feeds[0]!;
  const asked = {
    institution: search.get('institution') ?? first.institution,
    system: search.get('system') ?? (search.has('institution') ? '' : first.system),
    kind: search.get('kind') ?? (search.has('institution') ? '' : first.kind),
    day: search.get('day') ?? today,
  };
  const query = useQuery({
    queryKey: ['onboarding', 'volumes', asked],
    queryFn: ({ signal }) => onboarding.volumes(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <section className="panel">
      <div className="page-head">
        <h2>
          {found.institutions[asked.institution] ?? asked.institution} · {asked.system || t('volumes.every')} ·{' '}
          {asked.kind || t('volumes.every')}
        </h2>
        <label className="day-choice">
          <span>{t('summary.day')}</span>
          <input
            type="date"
            value={asked.day}
            max={today}
            onChange={(event) => change({ ...asked, day: event.target.value || today }, { replace: true })}
          />
        </label>
      </div>
      <Shown query={query} lines={4}>
        {({ hours, countedUntil }) => <Beside hours={hours} until={countedUntil} />}
      </Shown>
    </section>
  );
}

function All({ found }: { found: Feeds }) {
  const { t, language } = useText();
  const operator = useSession().role === 'OPERATOR';
  const [, change] = useSearchParams();
  return (
    <Grid
      label={t('volumes.feeds')}
      rows={found.feeds}
      keyOf={({ institution, system, kind }) => `${institution} ${system} ${kind}`}
      columns={[
        ...(operator
          ? [
              {
                title: t('statistics.institution'),
                cell: ({ institution }: Feed) => found.institutions[institution] ?? institution,
              },
            ]
          : []),
        { title: t('onboarding.system'), cell: ({ system }) => system },
        {
          title: t('column.kind'),
          cell: ({ institution, system, kind }) => (
            <button type="button" className="quiet" onClick={() => change({ institution, system, kind })}>
              {kind || '—'}
            </button>
          ),
        },
        { title: t('volumes.newest'), cell: ({ newest }) => moment(language, newest) },
        {
          title: t('messages.state'),
          cell: ({ silentSince, expected, least, weeks }) =>
            silentSince ? (
              <span className="warn" data-test="silent">
                {t('volumes.silent', {
                  time: moment(language, silentSince),
                  expected: expected ?? 0,
                  least: least ?? 0,
                  weeks: weeks ?? 0,
                })}
              </span>
            ) : (
              t('volumes.as-usual')
            ),
        },
      ]}
    />
  );
}
