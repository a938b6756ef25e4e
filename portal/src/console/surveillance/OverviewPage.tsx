import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { surveillance, type Basis, type Ranking, type Work } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Figure } from '../Figure';
import { Curve } from './Curve';
import { GrowthNote } from './GrowthNote';
import { curveData } from './taken';
import './surveillance.css';
import './overview.css';

const DAY = 86_400_000;
const AGAIN = 60_000;
const SPANS = ['7', '30', '90'];
const RANKED = 12;
const CURVE_DAYS = 120;

/** How the region stands (态势): what waits, open signals, diseases above their past, the curve of one, what was last heard of. */
export default function OverviewPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const region = search.get('region');
  const days = SPANS.find((one) => one === search.get('days')) ?? '30';
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    change(next, { replace: true });
  };
  const until = localDay(new Date());
  const from = localDay(new Date(Date.now() - (Number(days) - 1) * DAY));
  const work = useQuery({
    queryKey: ['surveillance', 'work', region],
    queryFn: ({ signal }) => surveillance.work(region, signal),
    refetchInterval: AGAIN,
  });
  const ranking = useQuery({
    queryKey: ['surveillance', 'ranking', region, from, until],
    queryFn: ({ signal }) => surveillance.ranking({ region, from, until }, signal),
    refetchInterval: AGAIN,
  });
  const what = search.get('what') ?? ranking.data?.diseases[0]?.what;
  return (
    <>
      <h1>{t('nav.overview')}</h1>
      <Where work={work.data} region={region} set={set} />
      <section aria-label={t('overview.work')} data-test="work">
        <Shown query={work} lines={2}>
          {(data) => <Figures work={data} region={region} />}
        </Shown>
      </section>
      <section className="panel" data-test="states">
        <h2>{t('overview.signals')}</h2>
        <States region={region} />
      </section>
      <section className="panel" data-test="ranking">
        <h2>{t('overview.diseases')}</h2>
        <div className="chips" role="group" aria-label={t('series.span')}>
          {SPANS.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === days}
              onClick={() => set('days', one === '30' ? '' : one)}
            >
              {t('series.days', { days: one })}
            </button>
          ))}
        </div>
        <Shown query={ranking} lines={8}>
          {(data) => <Diseases ranking={data} region={region} what={what ?? ''} choose={(one) => set('what', one)} />}
        </Shown>
      </section>
      {what && (
        <section className="panel" data-test="overview-curve">
          <Epidemic what={what} region={region} place={work.data?.region.name ?? ''} />
        </section>
      )}
      <section className="panel" data-test="sources">
        <h2>{t('overview.sources')}</h2>
        <Sources region={region} />
      </section>
    </>
  );
}

function Where({
  work,
  region,
  set,
}: {
  work: Work | undefined;
  region: string | null;
  set: (name: string, value: string) => void;
}) {
  const { t } = useText();
  const query = region ? `?region=${region}` : '';
  return (
    <div className="filter-row overview-where">
      <b>{work?.region.name ?? '…'}</b>
      {work && work.places.length > 1 && (
        <label>
          {t('overview.below')}
          <select value="" onChange={(event) => set('region', event.target.value)}>
            <option value="">—</option>
            {work.places.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {region && (
        <button type="button" className="chip" onClick={() => set('region', '')}>
          {t('overview.own')}
        </button>
      )}
      <Link href={`/surveillance/map${query}`}>{t('overview.map')}</Link>
    </div>
  );
}

/** The first numbers: each opens the cards it counts. */
function Figures({ work: { cards, lateSince }, region }: { work: Work; region: string | null }) {
  const { t } = useText();
  const list = (filter: Record<string, string>) =>
    `/surveillance/cards?${new URLSearchParams({ view: 'all', once: 'true', ...filter, ...(region ? { region } : {}) })}`;
  const figures = [
    { key: 'review', count: cards.review, bad: false, to: list({ state: 'SENT' }) },
    // the inbox has those at its top
    { key: 'review-late', count: cards.reviewLate, bad: true, to: '/surveillance/cards' },
    { key: 'drafts', count: cards.drafts, bad: false, to: list({ state: 'DRAFT' }) },
    { key: 'missed', count: cards.missed, bad: true, to: list({ state: 'DRAFT', overdue: 'yes' }) },
    {
      key: 'late',
      count: cards.late,
      bad: true,
      to: list({ state: 'SENT,RETURNED,FINAL,WITHDRAWN', overdue: 'yes', since: lateSince }),
    },
    { key: 'returned', count: cards.returned, bad: false, to: list({ state: 'RETURNED' }) },
  ] as const;
  return (
    <div className="figures six">
      {figures.map(({ key, count, bad, to }) => (
        <Link key={key} href={to} className={bad && count > 0 ? 'over' : undefined} data-test={`work-${key}`}>
          <b>{count}</b>
          <span>{t(`overview.${key}`)}</span>
        </Link>
      ))}
    </div>
  );
}

function States({ region }: { region: string | null }) {
  const { t, word } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'states', region],
    queryFn: ({ signal }) => surveillance.states(region, signal),
    refetchInterval: AGAIN,
  });
  return (
    <Shown query={query} lines={1}>
      {({ states }) =>
        states.length === 0 ? (
          <Empty title={t('signals.none')} />
        ) : (
          <ul className="states">
            {states.map(({ state, signals, overdue }) => (
              <li key={state}>
                <Link href={`/surveillance/signals?${new URLSearchParams({ state, ...(region ? { region } : {}) })}`}>
                  {word('signal-state', state)} <b>{signals}</b>
                </Link>
                {overdue > 0 && <span className="mark bad">{t('overview.overdue', { count: overdue })}</span>}
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

/** How an expectation was made, in words. */
export function useBasis(): (basis: Basis, windows: number) => string {
  const { t } = useText();
  return (basis, windows) => t(`overview.basis.${basis}`, { windows, years: Math.round(windows / 3) });
}

function Diseases({
  ranking,
  region,
  what,
  choose,
}: {
  ranking: Ranking;
  region: string | null;
  what: string;
  choose: (what: string) => void;
}) {
  const { t, say } = useText();
  const basis = useBasis();
  const [all, showAll] = useState(false);
  if (ranking.diseases.length === 0) return <Empty title={t('series.none')}>{t('series.none-hint')}</Empty>;
  const shown = all ? ranking.diseases : ranking.diseases.slice(0, RANKED);
  const most = Math.max(1, ...shown.map((one) => Math.max(one.cases, one.expected ?? 0)));
  const to = (one: string) =>
    `/surveillance/cases?${new URLSearchParams({ what: one, from: ranking.from, until: ranking.until, ...(region ? { region } : {}) })}`;
  return (
    <>
      <div className="scroll ranking" tabIndex={0} role="region" aria-label={t('overview.diseases')}>
        <table className="small">
          <thead>
            <tr>
              <th scope="col">{t('series.what')}</th>
              <th scope="col" className="figure">
                {t('series.cases')}
              </th>
              <th scope="col" className="figure">
                {t('signals.expected')}
              </th>
              <th scope="col" className="figure">
                {t('overview.excess')}
              </th>
              <th scope="col" className="bar-head">
                {t('overview.compared')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.what}>
                <th scope="row">
                  <button
                    type="button"
                    className="quiet"
                    aria-pressed={one.what === what}
                    onClick={() => choose(one.what)}
                  >
                    {say(one.name)}
                  </button>
                </th>
                <td className="figure">{one.cases > 0 ? <Link href={to(one.what)}>{one.cases}</Link> : 0}</td>
                <td className="figure">{one.expected === null ? '—' : one.expected.toFixed(1)}</td>
                <td className="figure">
                  {one.expected === null
                    ? '—'
                    : `${one.cases > one.expected ? '+' : ''}${(one.cases - one.expected).toFixed(1)}`}
                </td>
                <td>
                  <span className="bullet" aria-hidden="true">
                    <span style={{ width: `${(one.cases / most) * 100}%` }} />
                    {one.expected !== null && <i style={{ left: `${(one.expected / most) * 100}%` }} />}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="fine">
        {basis(ranking.basis, ranking.windows)}
        {ranking.diseases.length > RANKED && (
          <>
            {' '}
            <button type="button" className="quiet" onClick={() => showAll(!all)}>
              {t(all ? 'overview.fewer' : 'overview.all', { count: ranking.diseases.length })}
            </button>
          </>
        )}
      </p>
    </>
  );
}

/** The epidemic curve of one disease by day of onset, with what is still to be reported, and how fast it grows. */
function Epidemic({ what, region, place }: { what: string; region: string | null; place: string }) {
  const { t, say, language } = useText();
  const until = localDay(new Date());
  const from = localDay(new Date(Date.now() - (CURVE_DAYS - 1) * DAY));
  const filter = { what, region, dated: 'ONSET', from, until };
  const query = useQuery({
    queryKey: ['surveillance', 'points', filter],
    queryFn: ({ signal }) => surveillance.points(filter, [], signal),
  });
  const scope = { what, dated: 'ONSET', ...(region ? { region } : {}) };
  return (
    <>
      <h2>
        {t('overview.curve')}
        {query.data && `：${say(query.data.name)}`}
      </h2>
      <Shown query={query} lines={6}>
        {(drawn) => (
          <Figure
            data={curveData(t, drawn.points, {
              file: `curve-${what}-${until}`,
              title: `${say(drawn.name)} ${t('overview.curve')}`,
              note: [
                place,
                t('series.by-onset'),
                `${from} – ${until}`,
                t('figure.nowcast'),
                t('figure.as-of', { at: moment(language, new Date().toISOString()) }),
              ],
            })}
          >
            <Curve
              points={drawn.points}
              casesOf={(point) =>
                `/surveillance/cases?${new URLSearchParams({ ...scope, from: point.day, until: point.day })}`
              }
            />
          </Figure>
        )}
      </Shown>
      <GrowthNote what={what} region={region} asOf={null} mean={null} sd={null} />
      <p>
        <Link href={`/surveillance/series?${new URLSearchParams(scope)}`}>{t('overview.explore')}</Link>
      </p>
    </>
  );
}

function Sources({ region }: { region: string | null }) {
  const { t, say, language } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'heard', region],
    queryFn: ({ signal }) => surveillance.heard(region, signal),
    refetchInterval: AGAIN,
  });
  const [all, showAll] = useState(false);
  return (
    <Shown query={query} lines={3}>
      {({ sources }) =>
        sources.length === 0 ? (
          <Empty title={t('series.none')} />
        ) : (
          <>
            <ul className="plain heard">
              {(all ? sources : sources.slice(0, RANKED)).map((one) => (
                <li key={one.what}>
                  <Link
                    href={`/surveillance/series?${new URLSearchParams({ what: one.what, ...(region ? { region } : {}) })}`}
                  >
                    {say(one.name)}
                  </Link>
                  <span className="fine">
                    {t('overview.heard', { at: moment(language, one.at), places: one.places })}
                    {one.until && ` · ${t('overview.told', { day: one.until })}`}
                  </span>
                </li>
              ))}
            </ul>
            {sources.length > RANKED && (
              <button type="button" className="quiet" onClick={() => showAll(!all)}>
                {t(all ? 'overview.fewer' : 'overview.all', { count: sources.length })}
              </button>
            )}
          </>
        )
      }
    </Shown>
  );
}
