import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { surveillance, type Area, type RegionMap } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Figure } from '../Figure';
import { METRICS, type Metric, steps, valueOf, written } from './map';
import { useBasis } from './OverviewPage';
import { MapPicture } from './MapPicture';
import { mapData } from './taken';
import './surveillance.css';
import './overview.css';

const DAY = 86_400_000;

/** Divisions of the region as tiles or outlines, in the colour of a number; each leads to those below it, at last to its cases. */
export default function MapPage() {
  const { t, say } = useText();
  const [search, change] = useSearchParams();
  const set = (changes: Record<string, string>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes))
      if (value === '') next.delete(name);
      else next.set(name, value);
    change(next);
  };
  const until = search.get('until') ?? localDay(new Date());
  const from = search.get('from') ?? localDay(new Date(Date.now() - 29 * DAY));
  const filter = { what: search.get('what'), region: search.get('region'), from, until };
  const metric = METRICS.find((one) => one === search.get('metric')) ?? 'cases';
  const query = useQuery({
    queryKey: ['surveillance', 'map', filter],
    queryFn: ({ signal }) => surveillance.map(filter, signal),
    placeholderData: keepPreviousData,
  });
  const names = useQuery({
    queryKey: ['surveillance', 'ranking', null, from, until],
    queryFn: ({ signal }) => surveillance.ranking({ from, until }, signal),
  });
  const diseases = names.data?.diseases ?? [];
  const what = filter.what ?? '';
  const named = diseases.find((one) => one.what === what);
  return (
    <>
      <h1>{t('nav.map')}</h1>
      <div className="filter-row panel">
        <label>
          {t('series.what')}
          <select value={what} onChange={(event) => set({ what: event.target.value })}>
            <option value="">{t('map.all')}</option>
            {what !== '' && !named && <option value={what}>{what}</option>}
            {diseases.map((one) => (
              <option key={one.what} value={one.what}>
                {say(one.name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('map.metric')}
          <select value={metric} onChange={(event) => set({ metric: event.target.value })}>
            {METRICS.map((one) => (
              <option key={one} value={one}>
                {t(`map.metric.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('cases.from')}
          <input type="date" value={from} max={until} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label>
          {t('cases.until')}
          <input type="date" value={until} min={from} onChange={(event) => set({ until: event.target.value })} />
        </label>
      </div>
      <Shown query={query} lines={10}>
        {(map) => <Drawn map={map} metric={metric} what={what} name={named ? say(named.name) : what || t('map.all')} />}
      </Shown>
    </>
  );
}

function Drawn({ map, metric, what, name }: { map: RegionMap; metric: Metric; what: string; name: string }) {
  const { t, language } = useText();
  const [search] = useSearchParams();
  const basis = useBasis();
  const within = (region: string) => {
    const next = new URLSearchParams(search);
    next.set('region', region);
    return `/surveillance/map?${next}`;
  };
  const list = (region: string) =>
    what
      ? `/surveillance/cases?${new URLSearchParams({ what, region, from: map.from, until: map.until })}`
      : `/surveillance/overview?${new URLSearchParams({ region })}`;
  const to = ({ code, inner }: Area) => (inner ? within(code) : list(code));
  const values = map.areas.map((area) => valueOf(area, metric));
  const scale = steps(values, metric);
  const unknown = metric === 'rate' && values.every((value) => value === null);
  if (map.areas.length === 0) return <Empty title={t('map.none')} />;
  return (
    <section className="panel">
      <h2 data-test="map-region">
        {map.region.name}
        <span className="fine"> {t('map.total', { count: map.total })}</span>
      </h2>
      {map.above && (
        <p>
          <Link href={within(map.above.code)}>{t('map.up', { name: map.above.name })}</Link>
        </p>
      )}
      {unknown && <p className="notice">{t('map.no-people')}</p>}
      {metric === 'excess' && map.basis === 'NONE' && <p className="notice">{t('series.no-past')}</p>}
      <Figure
        data={mapData(t, map.areas, {
          file: `map-${map.region.code}-${metric}-${map.until}`,
          title: `${map.region.name} ${name}：${t(`map.metric.${metric}`)}`,
          note: [
            `${map.from} – ${map.until}`,
            t('series.by-diagnosis'),
            metric === 'excess' ? basis(map.basis, map.windows) : '',
            metric === 'rate' ? t('map.rate-note') : '',
            map.elsewhere > 0 ? t('map.elsewhere', { count: map.elsewhere }) : '',
            t('figure.as-of', { at: moment(language, new Date().toISOString()) }),
          ],
        })}
      >
        <MapPicture map={map} metric={metric} scale={scale} to={to} />
      </Figure>
      <div className="scroll map-table" tabIndex={0} role="region" aria-label={t('map.table')}>
        <table className="small" data-test="map-table">
          <thead>
            <tr>
              <th scope="col">{t('map.name')}</th>
              {METRICS.map((one) => (
                <th key={one} scope="col" className="figure">
                  {t(`map.metric.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.areas.map((area) => (
              <tr key={area.code}>
                <th scope="row">{area.inner ? <Link href={within(area.code)}>{area.name}</Link> : area.name}</th>
                {METRICS.map((one) => (
                  <td key={one} className="figure">
                    {one === 'cases' && area.cases > 0 ? (
                      <Link href={list(area.code)}>{area.cases}</Link>
                    ) : one === 'signals' && area.signals > 0 ? (
                      <Link
                        href={`/surveillance/signals?${new URLSearchParams({ region: area.code, ...(what ? { what } : {}) })}`}
                      >
                        {area.signals}
                      </Link>
                    ) : (
                      written(valueOf(area, one), one)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
