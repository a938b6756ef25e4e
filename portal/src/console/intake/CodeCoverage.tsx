import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { codes, type Coverage } from '../../api/codes';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Trend } from './Trend';

/** Floored, so that a hundred is one; null where nothing came. */
const share = (mapped: number, settled: number, all: number) =>
  all === 0 ? null : Math.floor(((mapped + settled) / all) * 1000) / 10;

const percent = (of: number | null) => (of === null ? '—' : `${of.toFixed(1)}%`);

/** The share of coded values that have a standard code, by kind, with its trend; for the operator by institution. */
export function CodeCoverage({ institution, open }: { institution: string; open: (institution: string) => void }) {
  const { t, word } = useText();
  const query = useQuery({
    queryKey: ['intake', 'codes', 'coverage', institution],
    queryFn: ({ signal }) => codes.coverage(institution, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="panel">
      <h2>{t('codes.coverage')}</h2>
      <Shown query={query} lines={4}>
        {(coverage) =>
          coverage.days.length === 0 ? (
            <Empty title={t('codes.no-coverage')} />
          ) : (
            <>
              <p className="fine">{t('codes.coverage-of', { from: coverage.from, until: coverage.until })}</p>
              <Grid
                label={t('codes.coverage')}
                rows={kinds(coverage)}
                keyOf={({ kind }) => kind}
                columns={[
                  { title: t('codes.kind'), cell: ({ kind }) => word('code-kind', kind) },
                  { title: t('codes.share'), cell: (row) => <b>{percent(row.share)}</b>, figure: true },
                  { title: t('data-quality.trend'), cell: (row) => <Trend days={row.trend} /> },
                  { title: t('codes.times'), cell: (row) => row.all.toLocaleString('en'), figure: true },
                  { title: t('codes.open'), cell: (row) => row.open.toLocaleString('en'), figure: true },
                ]}
              />
              {coverage.institutions.length > 0 && (
                <details>
                  <summary>{t('codes.by-institution', { count: coverage.institutions.length })}</summary>
                  <Grid
                    label={t('quality.institution')}
                    rows={coverage.institutions}
                    keyOf={({ institution: code }) => code}
                    columns={[
                      {
                        title: t('quality.institution'),
                        cell: (row) => (
                          <button type="button" className="quiet" onClick={() => open(row.institution)}>
                            {row.name || row.institution}
                          </button>
                        ),
                      },
                      {
                        title: t('codes.share'),
                        cell: (row) => percent(share(row.mapped, row.settled, row.occurrences)),
                        figure: true,
                      },
                      { title: t('codes.times'), cell: (row) => row.occurrences.toLocaleString('en'), figure: true },
                    ]}
                  />
                </details>
              )}
            </>
          )
        }
      </Shown>
    </section>
  );
}

function kinds({ days, counts }: Coverage) {
  return [...new Set(days.map(({ kind }) => kind))].map((kind) => {
    const some = days.filter((day) => day.kind === kind);
    const sum = (of: 'occurrences' | 'mapped' | 'settled') => some.reduce((total, day) => total + day[of], 0);
    return {
      kind,
      share: share(sum('mapped'), sum('settled'), sum('occurrences')),
      trend: some.map((day) => ({ score: share(day.mapped, day.settled, day.occurrences) })),
      all: sum('occurrences'),
      open: counts
        .filter((each) => each.kind === kind && each.state === 'UNMAPPED')
        .reduce((total, each) => total + each.codes, 0),
    };
  });
}
