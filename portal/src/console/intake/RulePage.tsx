import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { quality, type Progress, type QualityRow, type QualityRule } from '../../api/quality';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { useSession } from '../../shared/session';
import { Grid } from '../Grid';
import { Elements } from './QualityElements';
import { Example, Samples, Untold } from './QualityFindings';
import { Period, useAsked } from './QualityPeriod';
import './quality.css';

/** One rule: what it demands of which data, what broke it day by day, how to mend it, and checking again. */
export default function RulePage() {
  const { t, say, word } = useText();
  const { rule = '' } = useParams<{ rule: string }>();
  const [asked, set, search] = useAsked();
  const query = useQuery({
    queryKey: ['intake', 'quality', 'rule', rule, asked],
    queryFn: ({ signal }) => quality.rule(rule, asked, signal),
  });
  return (
    <>
      <p className="back">
        <Link href={`/intake/quality${search}`}>← {t('data-quality.title')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {(page) => (
          <>
            <div className="page-head">
              <h1>{say(page.rule.words)}</h1>
              <Period asked={asked} set={set} />
            </div>
            <Head rule={page.rule} />
            {page.findings.length > 0 && (
              <section className="panel">
                <h2>{t('tables.samples')}</h2>
                {page.findings.map((finding) => (
                  <div key={finding.dataset}>
                    <h3>
                      {word('dataset', finding.dataset)} <Untold count={finding.untold} />
                    </h3>
                    <Samples samples={finding.samples} />
                  </div>
                ))}
              </section>
            )}
            <section className="panel">
              <h2>{t('data-quality.by-day')}</h2>
              {page.trend.length === 0 ? (
                <Empty title={t('data-quality.never-judged')} />
              ) : (
                <ByDay rule={page.rule} rows={page.trend} />
              )}
            </section>
          </>
        )}
      </Shown>
    </>
  );
}

function Head({ rule }: { rule: QualityRule }) {
  const { t, say, word } = useText();
  return (
    <section className="panel">
      <p className="fine">
        <code>{rule.code}</code> ·{' '}
        <span className={`severity ${rule.severity.toLowerCase()}`}>{word('severity', rule.severity)}</span>{' '}
        {word('dimension', rule.dimension)} ·{' '}
        {t('data-quality.weight', { weight: rule.weight, dimension: rule.dimensionWeight })} ·{' '}
        {rule.until
          ? t('data-quality.holds-until', { from: rule.from, until: rule.until })
          : t('data-quality.holds-from', { from: rule.from })}
      </p>
      <p>
        {t('data-quality.sets', {
          sets: rule.sets.map((each) => (each === '*' ? t('data-quality.all-sets') : word('dataset', each))).join('、'),
        })}
      </p>
      <h2>{t('tables.mend')}</h2>
      <p>{say(rule.mend)}</p>
      <Example before={rule.before} after={rule.after} />
      {rule.elements.length > 0 && (
        <details>
          <summary>{t('data-quality.elements')}</summary>
          <Elements label={t('data-quality.elements')} elements={rule.elements} />
        </details>
      )}
      {rule.formula && (
        <details>
          <summary>{t('data-quality.expression')}</summary>
          {rule.condition && (
            <p>
              {t('data-quality.when')} <code className="expression">{rule.condition}</code>
            </p>
          )}
          <p>
            {t('data-quality.holds')} <code className="expression">{rule.formula}</code>
          </p>
        </details>
      )}
    </section>
  );
}

interface Line {
  dataset: string;
  day: string;
  broken: number;
}

function ByDay({ rule, rows }: { rule: QualityRule; rows: QualityRow[] }) {
  const { t, word } = useText();
  const may = useSession().role === 'INSTITUTION_IT' && rule.runsAgain;
  const lines: Line[] = rows
    .flatMap(({ group, trend }) => trend.map(({ day, broken }) => ({ dataset: group, day, broken })))
    .sort((one, other) => other.day.localeCompare(one.day) || one.dataset.localeCompare(other.dataset));
  return (
    <Grid
      label={t('data-quality.by-day')}
      rows={lines}
      keyOf={({ dataset, day }) => `${day} ${dataset}`}
      columns={[
        { title: t('column.day'), cell: (line) => line.day },
        { title: t('tables.dataset'), cell: (line) => word('dataset', line.dataset) },
        { title: t('data-quality.broken'), cell: (line) => line.broken.toLocaleString('en'), figure: true },
        {
          title: t('data-quality.again'),
          cell: (line) => (may ? <Again rule={rule.code} line={line} /> : '—'),
        },
      ]}
    />
  );
}

/** Runs the rule again over what is stored of one day and data set, a hundred messages a request, until the end. */
function Again({ rule, line }: { rule: string; line: Line }) {
  const { t } = useText();
  const client = useQueryClient();
  const [progress, tell] = useState<Progress | null>(null);
  const run = useMutation({
    mutationFn: async () => {
      for (let anew = true, done = false; !done; anew = false) {
        const step: Progress = await quality.recheck(rule, line.dataset, line.day, anew);
        tell(step);
        done = step.done;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['intake', 'quality'] }),
  });
  const needed = line.broken > 0 || run.isPending;
  return (
    <>
      {needed && (
        <Button size="small" onClick={() => run.mutate()} loading={run.isPending}>
          {t('data-quality.recheck')}
        </Button>
      )}
      {!needed && !progress && '—'}
      {progress && (
        <span role="status" className="fine">
          {!progress.done && (
            <progress aria-label={t('tables.progress')} max={Math.max(1, progress.total)} value={progress.seen} />
          )}
          {t('data-quality.rechecked', { seen: progress.seen, total: progress.total, broken: progress.broken })}
        </span>
      )}
      {run.error && <ProblemView failure={run.error} />}
    </>
  );
}
