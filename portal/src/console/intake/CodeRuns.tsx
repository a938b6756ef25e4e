import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { codes, type Run } from '../../api/codes';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

const LOOK_MS = 2000;

const STATE = { RUNNING: 'waiting', DONE: 'stored', STOPPED: 'waiting', FAILED: 'refused' };

/** Records that are translated again: how far, and stopping it. */
export function CodeRuns({ institution }: { institution: string }) {
  const { t, word, language } = useText();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['intake', 'codes', 'runs', institution],
    queryFn: ({ signal }) => codes.runs(institution, signal),
    refetchInterval: ({ state }) => (state.data?.some((run) => run.state === 'RUNNING') ? LOOK_MS : false),
  });
  const stop = useMutation({
    mutationFn: (id: number) => codes.stop(id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['intake', 'codes', 'runs'] }),
  });
  return (
    <section className="panel">
      <h2>{t('codes.runs')}</h2>
      {stop.error && <ProblemView failure={stop.error} />}
      <Shown query={query} lines={3}>
        {(runs) =>
          runs.length === 0 ? (
            <Empty title={t('codes.no-runs')}>{t('codes.no-runs-hint')}</Empty>
          ) : (
            <Grid
              label={t('codes.runs')}
              rows={runs}
              keyOf={({ id }) => String(id)}
              columns={[
                { title: t('codes.begun'), cell: (run: Run) => moment(language, run.startedAt) },
                { title: t('codes.system'), cell: (run: Run) => <span className="url">{shortOf(run.system)}</span> },
                {
                  title: t('messages.state'),
                  cell: (run: Run) => (
                    <span className={`state ${STATE[run.state]}`}>{word('code-run', run.state)}</span>
                  ),
                },
                {
                  title: t('codes.looked-at'),
                  cell: (run: Run) => `${run.seen.toLocaleString('en')} / ${run.total.toLocaleString('en')}`,
                  figure: true,
                },
                { title: t('codes.changed'), cell: (run: Run) => run.changed.toLocaleString('en'), figure: true },
                { title: t('codes.kept'), cell: (run: Run) => run.kept.toLocaleString('en'), figure: true },
                {
                  title: t('codes.deed'),
                  cell: (run: Run) =>
                    run.state === 'RUNNING' ? (
                      <Button size="small" onClick={() => stop.mutate(run.id)}>
                        {t('codes.stop')}
                      </Button>
                    ) : (
                      '—'
                    ),
                },
              ]}
            />
          )
        }
      </Shown>
    </section>
  );
}

/** What stands behind the institution in a system of its own. */
export const shortOf = (system: string) =>
  system.replace(/^https:\/\/tongmai\.org\/fhir\/(institution\/[0-9A-Z]{18}|CodeSystem)\//, '');
