import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { healthCode, type Statistics } from '../../api/healthcode';
import { day as dayWords, localDay } from '../../shared/format';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Days } from './Days';
import { countsBy, csv, total, type Count } from './usage';
import './healthcode.css';

const DAYS = 30;
/** Rows shown of the whole list; the file has all. */
const ROWS = 200;

/** How often codes were used, by institution, scene, channel and day. The days stand in the URL. */
export default function StatisticsPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const today = localDay(new Date());
  const from = search.get('from') ?? localDay(new Date(Date.now() - (DAYS - 1) * 86_400_000));
  const until = search.get('until') ?? today;
  const institution = search.get('institution');
  const query = useQuery({
    queryKey: ['health-code', 'statistics', from, until, institution],
    queryFn: ({ signal }) => healthCode.statistics({ from, until, institution }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const set = (name: string, value: string) =>
    change(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.code-uses')}</h1>
        <div className="span">
          <label className="day-choice">
            <span>{t('statistics.from')}</span>
            <input type="date" value={from} max={until} onChange={({ target }) => set('from', target.value)} />
          </label>
          <label className="day-choice">
            <span>{t('statistics.until')}</span>
            <input
              type="date"
              value={until}
              min={from}
              max={today}
              onChange={({ target }) => set('until', target.value)}
            />
          </label>
        </div>
      </div>
      <p className="lead">{t('statistics.lead')}</p>
      {institution && (
        <p className="chips">
          <button type="button" className="chip" aria-pressed="true" onClick={() => set('institution', '')}>
            {query.data?.institutions.find(({ code }) => code === institution)?.name ?? institution} ✕
          </button>
        </p>
      )}
      <Shown query={query} lines={6}>
        {(statistics) =>
          statistics.usage.length === 0 ? (
            <Empty title={t('statistics.none')}>{t('statistics.none-hint')}</Empty>
          ) : (
            <Figures statistics={statistics} from={from} until={until} choose={(code) => set('institution', code)} />
          )
        }
      </Shown>
    </>
  );
}

function Figures({
  statistics: { usage, institutions },
  from,
  until,
  choose,
}: {
  statistics: Statistics;
  from: string;
  until: string;
  choose: (institution: string) => void;
}) {
  const { t, word } = useText();
  const all = useSession().role === 'OPERATOR';
  const name = (code: string) => institutions.find((one) => one.code === code)?.name ?? code;
  return (
    <>
      <p className="total" data-test="total">
        <b>{total(usage).toLocaleString('en')}</b> {t('statistics.total')}
      </p>
      <section className="panel">
        <h2>{t('statistics.by-day')}</h2>
        <Days usage={usage} from={from} until={until} />
      </section>
      <div className="columns counts">
        <Counts title={t('window.scene')} counts={countsBy(usage, 'scene')} name={(key) => word('scene', key)} />
        <Counts title={t('window.channel')} counts={countsBy(usage, 'channel')} name={(key) => word('channel', key)} />
        {all && (
          <Counts
            title={t('statistics.institution')}
            counts={countsBy(usage, 'institution')}
            name={name}
            choose={choose}
          />
        )}
      </div>
      <Rows usage={usage} name={name} />
    </>
  );
}

function Counts({
  title,
  counts,
  name,
  choose,
}: {
  title: string;
  counts: Count[];
  name: (key: string) => string;
  choose?: (key: string) => void;
}) {
  const { t } = useText();
  return (
    <section className="panel">
      <h2>{title}</h2>
      <Grid
        label={title}
        rows={counts}
        keyOf={({ key }) => key}
        columns={[
          {
            title,
            cell: ({ key }) =>
              choose ? (
                <button type="button" className="quiet" onClick={() => choose(key)}>
                  {name(key)}
                </button>
              ) : (
                name(key)
              ),
          },
          { title: t('statistics.uses'), cell: ({ uses }) => uses.toLocaleString('en'), figure: true },
        ]}
      />
    </section>
  );
}

function Rows({ usage, name }: { usage: Statistics['usage']; name: (code: string) => string }) {
  const { t, word, language } = useText();
  const newest = usage.toReversed();
  const titles = [
    t('summary.day'),
    t('statistics.institution'),
    t('window.scene'),
    t('window.channel'),
    t('statistics.uses'),
  ] as const;
  const save = () => {
    const rows = usage.map((row) => [
      row.day,
      `${name(row.institution)} ${row.institution}`,
      word('scene', row.scene),
      word('channel', row.channel),
      row.uses,
    ]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv([[...titles], ...rows])], { type: 'text/csv' }));
    link.download = 'health-code-uses.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className="panel">
      <div className="page-head">
        <h2>{t('statistics.all')}</h2>
        <button type="button" onClick={save}>
          {t('statistics.save')}
        </button>
      </div>
      {newest.length > ROWS && <p className="fine">{t('statistics.cut', { rows: ROWS, of: newest.length })}</p>}
      <Grid
        label={t('statistics.all')}
        rows={newest.slice(0, ROWS)}
        keyOf={(row) => `${row.day} ${row.institution} ${row.scene} ${row.channel}`}
        columns={[
          { title: titles[0], cell: (row) => dayWords(language, row.day) },
          { title: titles[1], cell: (row) => name(row.institution) },
          { title: titles[2], cell: (row) => word('scene', row.scene) },
          { title: titles[3], cell: (row) => word('channel', row.channel) },
          { title: titles[4], cell: (row) => row.uses.toLocaleString('en'), figure: true },
        ]}
      />
    </section>
  );
}
