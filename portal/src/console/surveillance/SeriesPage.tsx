import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { surveillance, type Drawn, type Point } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Curve } from './Curve';
import './surveillance.css';

const DAY = 86_400_000;
const SPANS = ['42', '90', '365', '730'];
/** Days that the slider goes back. */
const BACK = 60;

/** A series by itself: which disease, where, by which day, what a method says of it, and how it was known at any moment. */
export default function SeriesPage() {
  const { t, say } = useText();
  const [search, change] = useSearchParams();
  const counted = useQuery({
    queryKey: ['surveillance', 'counted'],
    queryFn: ({ signal }) => surveillance.counted(signal),
  });
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    change(next, { replace: true });
  };
  return (
    <>
      <h1>{t('nav.series')}</h1>
      <p className="lead">{t('series.lead')}</p>
      <Shown query={counted} lines={8}>
        {({ series, methods }) => {
          const first = series[0];
          if (!first) return <Empty title={t('series.none')}>{t('series.none-hint')}</Empty>;
          const source = search.get('source');
          const what =
            search.get('what') ?? series.find((one) => source && of(one.what) === source)?.what ?? first.what;
          const whats = new Map(series.map((one) => [one.what, one.name]));
          const places = new Map(series.map((one) => [one.place.code, one.place.name]));
          const region = search.get('region') ?? '';
          return (
            <>
              <div className="filter-row panel">
                <label>
                  {t('series.what')}
                  <select value={what} onChange={(event) => set('what', event.target.value)}>
                    {!whats.has(what) && <option value={what}>{what}</option>}
                    {[...whats].map(([code, name]) => (
                      <option key={code} value={code}>
                        {say(name)}
                      </option>
                    ))}
                  </select>
                </label>
                <label>
                  {t('series.place')}
                  <select value={region} onChange={(event) => set('region', event.target.value)}>
                    <option value="">{t('series.everywhere')}</option>
                    {region && !places.has(region) && <option value={region}>{region}</option>}
                    {[...places].map(([code, name]) => (
                      <option key={code} value={code}>
                        {name}
                      </option>
                    ))}
                  </select>
                </label>
                <label>
                  {t('series.dated')}
                  <select
                    value={search.get('dated') ?? 'DIAGNOSIS'}
                    onChange={(event) => set('dated', event.target.value)}
                  >
                    <option value="DIAGNOSIS">{t('series.by-diagnosis')}</option>
                    <option value="ONSET">{t('series.by-onset')}</option>
                  </select>
                </label>
                <label>
                  {t('series.span')}
                  <select value={search.get('span') ?? '90'} onChange={(event) => set('span', event.target.value)}>
                    {SPANS.map((days) => (
                      <option key={days} value={days}>
                        {t('series.days', { days })}
                      </option>
                    ))}
                  </select>
                </label>
                <label>
                  {t('series.by')}
                  <select value={search.get('by') ?? 'day'} onChange={(event) => set('by', event.target.value)}>
                    <option value="day">{t('series.by-day')}</option>
                    <option value="week">{t('series.by-week')}</option>
                  </select>
                </label>
                <label>
                  {t('series.method')}
                  <select value={search.get('method') ?? ''} onChange={(event) => set('method', event.target.value)}>
                    <option value="">{t('series.no-method')}</option>
                    {methods.map((method) => (
                      <option key={method} value={method}>
                        {method}
                      </option>
                    ))}
                  </select>
                </label>
              </div>
              <Series what={what} search={search} set={set} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Series({
  what,
  search,
  set,
}: {
  what: string;
  search: URLSearchParams;
  set: (name: string, value: string) => void;
}) {
  const { t, language } = useText();
  const today = localDay(new Date());
  const back = Math.min(BACK, Math.max(0, Number(search.get('back') ?? '0')));
  const asOf = back === 0 ? null : new Date(Date.parse(`${today}T23:59:59+08:00`) - back * DAY).toISOString();
  const until = asOf ? localDay(new Date(asOf)) : today;
  const from = localDay(
    new Date(Date.parse(`${until}T00:00:00+08:00`) - (Number(search.get('span') ?? '90') - 1) * DAY),
  );
  const filter = {
    what,
    region: search.get('region'),
    dated: search.get('dated'),
    method: search.get('method'),
    by: search.get('by'),
    from,
    until,
    asOf,
  };
  const query = useQuery({
    queryKey: ['surveillance', 'points', filter],
    queryFn: ({ signal }) => surveillance.points(filter, signal),
    placeholderData: keepPreviousData,
  });
  const casesOf = (point: Point) => {
    const last =
      search.get('by') === 'week' ? localDay(new Date(Date.parse(`${point.day}T00:00:00+08:00`) + 6 * DAY)) : point.day;
    const cases = new URLSearchParams({ what, from: point.day, until: last });
    for (const name of ['region', 'dated']) if (search.get(name)) cases.set(name, search.get(name)!);
    return `/surveillance/cases?${cases}`;
  };
  return (
    <section className="panel">
      <label className="slider">
        <span>{asOf ? t('series.as-of', { at: moment(language, asOf) }) : t('series.as-now')}</span>
        <input
          type="range"
          min={0}
          max={BACK}
          value={BACK - back}
          aria-valuetext={asOf ? moment(language, asOf) : t('series.as-now')}
          onChange={(event) =>
            set('back', event.target.value === String(BACK) ? '' : String(BACK - Number(event.target.value)))
          }
        />
      </label>
      <Shown query={query} lines={8}>
        {({ points, last, note }) => (
          <>
            {note && <p className="notice">{t('series.no-past')}</p>}
            <Curve points={points} casesOf={casesOf} />
            {last && <Said last={last} />}
          </>
        )}
      </Shown>
    </section>
  );
}

function Said({ last }: { last: NonNullable<Drawn['last']> }) {
  const { t, say } = useText();
  return (
    <details>
      <summary>{t('series.how')}</summary>
      <p>{say(last.sentence)}</p>
      <p className="fine">
        <code>{last.rule}</code> {last.facts.map((fact) => say(fact.words)).join(' · ')}
      </p>
    </details>
  );
}

/** The source that a series is of: a list or text has its own, what is no syndrome is cases. */
function of(what: string): string {
  return what.startsWith('SRC-') ? what.replace(/:.*/, '') : what.startsWith('SYN-') ? 'SRC-SYN' : 'SRC-CASE';
}
