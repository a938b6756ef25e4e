import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import { surveillance, type CardLine, type CaseFilter, type Point } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Figure } from '../Figure';
import { Cards } from './CardsPage';
import { Curve } from './Curve';
import { curveData } from './taken';
import './surveillance.css';

const DAY = 86_400_000;
const DAYS_DRAWN = 120;

/** The line list: the cases behind a number, masked, with their curve; taken along with a purpose. */
export default function CasesPage() {
  const { t, say } = useText();
  const [search, change] = useSearchParams();
  const counted = useQuery({
    queryKey: ['surveillance', 'counted'],
    queryFn: ({ signal }) => surveillance.counted(signal),
  });
  return (
    <>
      <h1>{t('nav.cases')}</h1>
      <p className="lead">{t('cases.lead')}</p>
      <Shown query={counted} lines={8}>
        {({ series }) => {
          const what = search.get('what') ?? series.find((one) => !one.what.startsWith('SYN'))?.what;
          if (!what) return <Empty title={t('series.none')}>{t('series.none-hint')}</Empty>;
          const today = localDay(new Date());
          const filter: CaseFilter = {
            what,
            region: search.get('region'),
            dated: search.get('dated') ?? 'DIAGNOSIS',
            from: search.get('from') ?? localDay(new Date(Date.now() - 29 * DAY)),
            until: search.get('until') ?? today,
            site: search.get('site'),
          };
          const set = (name: string, value: string) => {
            const next = new URLSearchParams(search);
            if (value === '') next.delete(name);
            else next.set(name, value);
            change(next, { replace: true });
          };
          const names = new Map(series.filter((one) => !one.what.startsWith('SYN')).map((one) => [one.what, one.name]));
          return (
            <>
              <div className="filter-row panel">
                <label>
                  {t('series.what')}
                  <select value={what} onChange={(event) => set('what', event.target.value)}>
                    {!names.has(what) && <option value={what}>{what}</option>}
                    {[...names].map(([code, name]) => (
                      <option key={code} value={code}>
                        {say(name)}
                      </option>
                    ))}
                  </select>
                </label>
                <label>
                  {t('cases.from')}
                  <input type="date" value={filter.from} onChange={(event) => set('from', event.target.value)} />
                </label>
                <label>
                  {t('cases.until')}
                  <input type="date" value={filter.until} onChange={(event) => set('until', event.target.value)} />
                </label>
                {filter.region && (
                  <button type="button" className="chip" onClick={() => set('region', '')}>
                    {t('cases.region', { region: filter.region })} ✕
                  </button>
                )}
                {filter.site && (
                  <button type="button" className="chip" onClick={() => set('site', '')}>
                    {filter.site} ✕
                  </button>
                )}
              </div>
              <List filter={filter} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function List({ filter }: { filter: CaseFilter }) {
  const { t, say, language } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'cases', filter],
    queryFn: ({ signal }) => surveillance.cases(filter, signal),
  });
  return (
    <Shown query={query} lines={8}>
      {({ cases, more }) =>
        cases.length === 0 ? (
          <Empty title={t('cases.none')} />
        ) : (
          <>
            <p data-test="case-count">{t(more ? 'cases.more' : 'cases.count', { count: cases.length })}</p>
            <section className="panel">
              <h2>{t('cases.curve')}</h2>
              <Figure
                data={curveData(t, byDay(cases, filter), {
                  file: `cases-${filter.what}-${filter.until}`,
                  title: `${say(cases[0]!.name)} ${t('cases.curve')}`,
                  note: [
                    `${filter.from} – ${filter.until}`,
                    filter.region ? t('cases.region', { region: filter.region }) : t('series.everywhere'),
                    filter.site ?? '',
                    t(filter.dated === 'ONSET' ? 'series.by-onset' : 'series.by-diagnosis'),
                    t('figure.as-of', { at: moment(language, new Date().toISOString()) }),
                  ],
                })}
              >
                <Curve points={byDay(cases, filter)} casesOf={(point) => oneDay(filter, point)} />
              </Figure>
            </section>
            <TakeAlong filter={filter} />
            <Cards cards={cases} now={new Date().toISOString()} />
          </>
        )
      }
    </Shown>
  );
}

function oneDay(filter: CaseFilter, point: Point): string {
  const search = new URLSearchParams({ what: filter.what, from: point.day, until: point.day });
  for (const name of ['region', 'dated', 'site']) if (filter[name]) search.set(name, filter[name]!);
  return `/surveillance/cases?${search}`;
}

/** Cases by day, the last days of the period where it is long. */
export function byDay(cases: CardLine[], filter: CaseFilter): Point[] {
  const counts = new Map<string, number>();
  for (const one of cases) {
    const on = filter.dated === 'ONSET' ? one.onset : localDay(new Date(one.diagnosedAt));
    counts.set(on, (counts.get(on) ?? 0) + 1);
  }
  const last = Date.parse(`${filter.until}T00:00:00+08:00`);
  const first = Math.max(Date.parse(`${filter.from}T00:00:00+08:00`), last - (DAYS_DRAWN - 1) * DAY);
  const points: Point[] = [];
  for (let at = first; at <= last; at += DAY) {
    const day = localDay(new Date(at));
    points.push({
      day,
      cases: counts.get(day) ?? 0,
      expected: null,
      bound: null,
      alarm: false,
      estimate: null,
      low: null,
      high: null,
    });
  }
  return points;
}

function TakeAlong({ filter }: { filter: CaseFilter }) {
  const { t } = useText();
  const [purpose, say] = useState('');
  const id = useId();
  return (
    <div className="filter-row">
      <label htmlFor={id}>{t('cases.purpose')}</label>
      <input id={id} className="search" value={purpose} maxLength={200} onChange={(event) => say(event.target.value)} />
      <Button
        disabled={purpose.trim() === ''}
        {...(purpose.trim() === '' ? {} : { href: surveillance.table(filter, purpose.trim()) })}
      >
        {t('cases.take')}
      </Button>
    </div>
  );
}
