import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { GROUPS, recognition, type Filter, type Group, type LedgerEvent } from '../../api/recognition';
import { localDay, moment } from '../../shared/format';
import { yuan } from '../../shared/money';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { rowsOf, wholeOf, type FigureRow } from './figures';
import './recognition.css';

const DAYS = 30;
const NARROWED = ['institution', 'doctor', 'item', 'reason', 'maker'] as const;

/** What recognition did: counts and money, told apart and drilled into. Everything that narrows them stands in the URL. */
export default function FiguresPage() {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const today = localDay(new Date());
  const from = search.get('from') ?? localDay(new Date(Date.now() - (DAYS - 1) * 86_400_000));
  const until = search.get('until') ?? today;
  const asked = search.get('group');
  const group: Group = GROUPS.find((one) => one === asked) ?? 'item';
  const filter: Filter = { from, until };
  for (const name of NARROWED) {
    const value = search.get(name);
    if (value) filter[name] = value;
  }
  const query = useQuery({
    queryKey: ['recognition', 'statistics', group, filter],
    queryFn: ({ signal }) => recognition.statistics(group, filter, signal),
    placeholderData: keepPreviousData,
  });
  const set = (changes: Record<string, string>) =>
    change(
      (now) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) now.set(name, value);
          else now.delete(name);
        }
        return now;
      },
      { replace: true },
    );
  const narrow = (key: string) =>
    set(group === 'day' ? { from: key, until: key, group: 'item' } : { [group]: key, group: nextOf(group) });
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.recognition')}</h1>
        <div className="span">
          <label className="day-choice">
            <span>{t('statistics.from')}</span>
            <input type="date" value={from} max={until} onChange={({ target }) => set({ from: target.value })} />
          </label>
          <label className="day-choice">
            <span>{t('statistics.until')}</span>
            <input
              type="date"
              value={until}
              min={from}
              max={today}
              onChange={({ target }) => set({ until: target.value })}
            />
          </label>
        </div>
      </div>
      <p className="lead">{t('figures.lead')}</p>
      <div className="filter-row" role="group" aria-label={t('figures.by')}>
        {GROUPS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === group}
            onClick={() => set({ group: one })}
          >
            {word('figure-group', one)}
          </button>
        ))}
      </div>
      {NARROWED.some((name) => filter[name]) && (
        <p className="chips" data-test="narrowed">
          {NARROWED.map(
            (name) =>
              filter[name] && (
                <button
                  key={name}
                  type="button"
                  className="chip"
                  title={t('figures.widen', { what: word('figure-group', name) })}
                  onClick={() => set({ [name]: '' })}
                >
                  {word('figure-group', name)} {filter[name]} ✕
                </button>
              ),
          )}
        </p>
      )}
      <Shown query={query} lines={6}>
        {({ figures }) =>
          figures.length === 0 ? (
            <Empty title={t('figures.none')}>{t('figures.none-hint')}</Empty>
          ) : (
            <Table rows={rowsOf(figures)} group={group} narrow={narrow} />
          )
        }
      </Shown>
      <Events filter={filter} />
    </>
  );
}

function nextOf(group: Group): Group {
  return group === 'institution' ? 'doctor' : group === 'item' ? 'institution' : 'item';
}

function Table({ rows, group, narrow }: { rows: FigureRow[]; group: Group; narrow: (key: string) => void }) {
  const { t, say, word } = useText();
  const whole = wholeOf(rows);
  const figure = (value: number) => value.toLocaleString('en');
  const name = (row: FigureRow) =>
    say(row.name) || (row.key === '' ? t('figures.unsaid') : group === 'reason' ? word('repeat', row.key) : row.key);
  return (
    <>
      <dl className="savings" data-test="whole">
        <div>
          <dt>{word('ledger', 'QUOTED')}</dt>
          <dd data-test="quoted">{figure(whole.events.QUOTED)}</dd>
        </div>
        <div>
          <dt>{t('figures.patient')}</dt>
          <dd>{yuan(whole.patientFen)}</dd>
        </div>
        <div>
          <dt>{t('figures.fund')}</dt>
          <dd>{yuan(whole.fundFen)}</dd>
        </div>
      </dl>
      <Grid
        label={t('nav.recognition')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            title: word('figure-group', group),
            cell: (row) =>
              row.key === '' ? (
                name(row)
              ) : (
                <button type="button" className="quiet" onClick={() => narrow(row.key)}>
                  {name(row)}
                </button>
              ),
          },
          { title: word('ledger', 'REMINDED'), cell: ({ events }) => figure(events.REMINDED), figure: true },
          { title: word('ledger', 'QUOTED'), cell: ({ events }) => figure(events.QUOTED), figure: true },
          { title: word('ledger', 'REFUSED'), cell: ({ events }) => figure(events.REFUSED), figure: true },
          { title: word('ledger', 'REPEATED'), cell: ({ events }) => figure(events.REPEATED), figure: true },
          { title: word('ledger', 'MISSED'), cell: ({ events }) => figure(events.MISSED), figure: true },
          { title: t('figures.patient'), cell: ({ patientFen }) => yuan(patientFen), figure: true },
          { title: t('figures.fund'), cell: ({ fundFen }) => yuan(fundFen), figure: true },
        ]}
      />
    </>
  );
}

/** The events that the figures count. */
function Events({ filter }: { filter: Filter }) {
  const { t, say, word, language } = useText();
  const query = useInfiniteQuery({
    queryKey: ['recognition', 'events', filter],
    queryFn: ({ pageParam, signal }) => recognition.events({ ...filter, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ before }) => before,
  });
  return (
    <section className="panel">
      <h2>{t('figures.events')}</h2>
      <Shown query={query} lines={4}>
        {({ pages }) => {
          const events = pages.flatMap((page) => page.events);
          return events.length === 0 ? (
            <Empty title={t('figures.no-events')} />
          ) : (
            <Grid
              label={t('figures.events')}
              rows={events}
              keyOf={({ id }) => id}
              columns={[
                { title: t('column.time'), cell: ({ at }) => moment(language, at) },
                { title: t('figures.what'), cell: (event) => <What event={event} /> },
                { title: t('recognise.item'), cell: ({ item, itemName }) => say(itemName) || item || '—' },
                {
                  title: word('figure-group', 'doctor'),
                  cell: ({ doctor, institution, department }) =>
                    [doctor, department, institution.name].filter(Boolean).join(' · '),
                },
                {
                  title: word('figure-group', 'maker'),
                  cell: ({ maker, marks }) => (maker ? `${maker.name} ${marks}` : '—'),
                },
                {
                  title: t('figures.money'),
                  cell: ({ patientFen, fundFen }) => yuan(patientFen + fundFen),
                  figure: true,
                },
              ]}
            />
          );
        }}
      </Shown>
      <More query={query} />
    </section>
  );
}

function What({ event: { kind, reason, words, explanation } }: { event: LedgerEvent }) {
  const { say, word } = useText();
  return (
    <details>
      <summary>
        {word('ledger', kind)} {reason && <span className="fine">{word('repeat', reason)}</span>}
      </summary>
      {words && <p>{words}</p>}
      <p>{say(explanation.sentence)}</p>
      <ul className="plain why">
        {(explanation.facts ?? []).map((fact) => (
          <li key={`${fact.name} ${fact.finding}`}>{say(fact.words)}</li>
        ))}
      </ul>
    </details>
  );
}
