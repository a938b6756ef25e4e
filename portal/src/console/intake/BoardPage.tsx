import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { DIMENSIONS, quality, type Board, type QualityDay, type QualityRow } from '../../api/quality';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { useSession } from '../../shared/session';
import { Grid } from '../Grid';
import { QualityFindings } from './QualityFindings';
import { Period, useAsked } from './QualityPeriod';
import { scoreOf, Trend } from './Trend';
import './quality.css';

/** Scores of what was sent, the worst first, with their trend; for the operator first of all institutions. */
export default function BoardPage() {
  const { t, language } = useText();
  const [asked, set, search] = useAsked();
  const operator = useSession().role === 'OPERATOR';
  const query = useQuery({
    queryKey: ['intake', 'quality', asked],
    queryFn: ({ signal }) => quality.board(asked, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {operator && asked.institution && (
        <p className="back">
          <button type="button" className="quiet" onClick={() => set({ institution: '' })}>
            ← {t('data-quality.all-institutions')}
          </button>
        </p>
      )}
      <div className="page-head">
        <h1>{t('data-quality.title')}</h1>
        <Period asked={asked} set={set} />
      </div>
      <p className="lead">{t('data-quality.lead')}</p>
      <Shown query={query} lines={6}>
        {(board) =>
          board.rows.length === 0 ? (
            <Empty title={t('data-quality.none')}>{t('data-quality.none-hint')}</Empty>
          ) : (
            <>
              {board.name && operator && <h2>{board.name}</h2>}
              <Scores board={board} open={(institution) => set({ institution })} />
              {board.institution !== null && (
                <>
                  <QualityFindings asked={asked} search={search} />
                  {board.rows.map((row) => (
                    <Days key={row.group} row={row} />
                  ))}
                </>
              )}
              <p>
                <a href={quality.report(asked, language)} target="_blank" rel="noreferrer">
                  {t('data-quality.report')}
                </a>
              </p>
              <p className="fine">
                {t('data-quality.formula')} <Link href="/intake/quality/rules">{t('data-quality.rules')}</Link>
              </p>
            </>
          )
        }
      </Shown>
    </>
  );
}

function Scores({ board, open }: { board: Board; open: (institution: string) => void }) {
  const { t, word } = useText();
  const ofAll = board.institution === null;
  return (
    <Grid
      label={t('data-quality.scores')}
      rows={board.rows}
      keyOf={({ group }) => group}
      columns={[
        {
          title: ofAll ? t('quality.institution') : t('tables.dataset'),
          cell: (row: QualityRow) =>
            ofAll ? (
              <button type="button" className="quiet" onClick={() => open(row.group)} disabled={!row.group}>
                {row.name || row.group || t('messages.unnamed')}
              </button>
            ) : (
              <Dataset code={row.group} />
            ),
        },
        {
          title: t('data-quality.score'),
          cell: (row: QualityRow) => <b className={`score ${grade(row.score)}`}>{scoreOf(row.score)}</b>,
          figure: true,
        },
        { title: t('data-quality.trend'), cell: (row: QualityRow) => <Trend days={row.trend} /> },
        ...DIMENSIONS.map((dimension) => ({
          title: word('dimension', dimension),
          cell: (row: QualityRow) => scoreOf(row.dimensions[dimension] ?? null),
          figure: true,
        })),
        {
          title: t('data-quality.received'),
          cell: (row: QualityRow) => row.received.toLocaleString('en'),
          figure: true,
        },
        { title: t('data-quality.refused'), cell: (row: QualityRow) => row.refused.toLocaleString('en'), figure: true },
        { title: t('data-quality.reconciled'), cell: (row: QualityRow) => <Reconciled row={row} /> },
      ]}
    />
  );
}

function Dataset({ code }: { code: string }) {
  const { word } = useText();
  const name = word('dataset', code);
  return name === code ? <>{code || '—'}</> : <span title={code}>{name}</span>;
}

function Reconciled({ row }: { row: QualityRow }) {
  const { t } = useText();
  if (row.countedDays === 0) return <span className="fine">{t('data-quality.not-counted')}</span>;
  const agrees = row.reconciled === row.countedDays;
  return (
    <span className={`state ${agrees ? 'stored' : 'refused'}`}>
      {t('data-quality.days-agree', { agree: row.reconciled, days: row.countedDays })}
    </span>
  );
}

/** The days of a data set as a table. */
function Days({ row }: { row: QualityRow }) {
  const { t, word } = useText();
  return (
    <details className="panel">
      <summary>{t('data-quality.days-of', { dataset: word('dataset', row.group) || '—' })}</summary>
      <Grid
        label={t('data-quality.days-of', { dataset: word('dataset', row.group) || '—' })}
        rows={[...row.trend].reverse()}
        keyOf={({ day }) => day}
        columns={[
          { title: t('column.day'), cell: (day: QualityDay) => day.day },
          { title: t('data-quality.score'), cell: (day: QualityDay) => scoreOf(day.score), figure: true },
          {
            title: t('data-quality.received'),
            cell: (day: QualityDay) => day.received.toLocaleString('en'),
            figure: true,
          },
          {
            title: t('data-quality.refused'),
            cell: (day: QualityDay) => day.refused.toLocaleString('en'),
            figure: true,
          },
          {
            title: t('data-quality.counted'),
            cell: (day: QualityDay) => (day.counted === null ? '—' : day.counted.toLocaleString('en')),
            figure: true,
          },
          { title: t('data-quality.broken'), cell: (day: QualityDay) => day.broken.toLocaleString('en'), figure: true },
        ]}
      />
    </details>
  );
}

function grade(score: number | null): string {
  return score === null ? '' : score >= 95 ? 'good' : score >= 80 ? 'fair' : 'poor';
}
