import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { surveillance } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { besideOf } from './methods';
import { BesideChoice, MethodParameters, SerialInterval } from './SeriesChoices';
import { SeriesFigure } from './SeriesFigure';
import './surveillance.css';
import './overview.css';

const DAY = 86_400_000;
const SPANS = ['42', '90', '365', '730', '1095'];
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
                  <select
                    value={search.get('method') ?? ''}
                    onChange={(event) => {
                      // parameters are of one method
                      const next = new URLSearchParams(search);
                      next.delete('p');
                      if (event.target.value === '') next.delete('method');
                      else next.set('method', event.target.value);
                      change(next, { replace: true });
                    }}
                  >
                    <option value="">{t('series.no-method')}</option>
                    {methods.map((method) => (
                      <option key={method} value={method}>
                        {method}
                      </option>
                    ))}
                  </select>
                </label>
              </div>
              {search.get('method') && (
                <MethodParameters
                  key={search.get('method')}
                  method={search.get('method')!}
                  given={search.get('p') ?? ''}
                  set={(text) => set('p', text)}
                />
              )}
              {search.get('dated') === 'ONSET' && <SerialInterval search={search} set={set} />}
              <BesideChoice
                search={search}
                what={what}
                whats={[...whats].map(([code, name]) => [code, say(name)])}
                places={[...places]}
                change={(next) => change(next, { replace: true })}
              />
              <Series
                shown={[{ what, region }, ...besideOf(search)].map((one) => ({
                  ...one,
                  place: one.region ? (places.get(one.region) ?? one.region) : t('series.everywhere'),
                }))}
                search={search}
                set={set}
              />
            </>
          );
        }}
      </Shown>
    </>
  );
}

/** The series, and the slider that says as of when all of them are drawn. */
function Series({
  shown,
  search,
  set,
}: {
  shown: { what: string; region: string; place: string }[];
  search: URLSearchParams;
  set: (name: string, value: string) => void;
}) {
  const { t, language } = useText();
  const today = localDay(new Date());
  const back = Math.min(BACK, Math.max(0, Number(search.get('back') ?? '0')));
  const asOf = back === 0 ? null : new Date(Date.parse(`${today}T23:59:59+08:00`) - back * DAY).toISOString();
  return (
    <>
      <label className="slider panel">
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
      {shown.map((one, place) => (
        <SeriesFigure key={`${one.what}@${one.region}@${place}`} {...one} search={search} asOf={asOf} />
      ))}
    </>
  );
}

/** The source that a series is of: a list or text has its own, what is no syndrome is cases. */
function of(what: string): string {
  return what.startsWith('SRC-') ? what.replace(/:.*/, '') : what.startsWith('SYN-') ? 'SRC-SYN' : 'SRC-CASE';
}
