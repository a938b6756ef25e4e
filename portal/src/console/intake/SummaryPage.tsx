import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { intake } from '../../api/client';
import type { IntakeSummary } from '../../api/contract';
import { day as dayWords, localDay } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText, type TextKey } from '../../shared/text';
import { Grid } from '../Grid';
import { Hours } from './Hours';

const FIGURES: { name: 'received' | 'stored' | 'resolved' | 'refused' | 'waiting'; key: TextKey; to: string }[] = [
  { name: 'received', key: 'summary.received', to: '/intake/messages' },
  { name: 'stored', key: 'summary.stored', to: '/intake/messages?state=STORED' },
  { name: 'resolved', key: 'summary.resolved', to: '/intake/messages?state=RESOLVED' },
  { name: 'refused', key: 'summary.refused', to: '/intake/messages?state=REFUSED' },
  { name: 'waiting', key: 'summary.waiting', to: '/intake/messages?state=WAITING' },
];

/** What arrived on one day, what was refused and why; every figure opens its list. The day stands in the URL. */
export default function SummaryPage() {
  const { t, language } = useText();
  const [search, change] = useSearchParams();
  const today = localDay(new Date());
  const day = search.get('day') ?? today;
  const query = useQuery({
    queryKey: ['intake', 'summary', day],
    queryFn: ({ signal }) => intake.summary(day, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('summary.title', { day: dayWords(language, day) })}</h1>
        <label className="day-choice">
          <span>{t('summary.day')}</span>
          <input
            type="date"
            value={day}
            max={today}
            onChange={(event) => change(event.target.value ? { day: event.target.value } : {}, { replace: true })}
          />
        </label>
      </div>
      <Shown query={query} lines={6}>
        {(summary) => (
          <>
            <ul className="figures">
              {FIGURES.map(({ name, key, to }) => (
                <li key={name}>
                  <Link href={to} data-test={`figure-${name}`}>
                    <b>{summary[name].toLocaleString('en')}</b>
                    <span>{t(key)}</span>
                  </Link>
                </li>
              ))}
            </ul>
            <section className="panel">
              <h2>{t('summary.by-hour')}</h2>
              <Hours byHour={summary.byHour} />
            </section>
            <section className="panel">
              <h2>{t('summary.by-reason')}</h2>
              <ByReason summary={summary} />
            </section>
          </>
        )}
      </Shown>
    </>
  );
}

function ByReason({ summary }: { summary: IntakeSummary }) {
  const { t, say, failure } = useText();
  if (summary.byReason.length === 0) return <Empty title={t('summary.no-refusals')} />;
  return (
    <Grid
      label={t('summary.by-reason')}
      rows={summary.byReason}
      keyOf={({ code }) => code}
      columns={[
        {
          title: t('column.code'),
          cell: ({ code }) => (
            <Link href={`/intake/messages?state=REFUSED&code=${encodeURIComponent(code)}`}>{code}</Link>
          ),
        },
        { title: t('column.what'), cell: ({ code, what }) => failure(code, 'what') ?? (say(what) || '—') },
        { title: t('column.count'), cell: ({ count }) => count.toLocaleString('en'), figure: true },
      ]}
    />
  );
}
