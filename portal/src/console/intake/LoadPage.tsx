import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { tables } from '../../api/client';
import type { TableLoad, TableRechecked } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { useSession } from '../../shared/session';
import { Findings } from './Findings';
import { useRefusal } from './refusal';

const RUNNING = ['RECEIVING', 'QUEUED', 'RUNNING'];

/** One file of a table: how far it has come, what was found in it by rule, and checking it again. */
export default function LoadPage() {
  const { t } = useText();
  const { load = '' } = useParams<{ load: string }>();
  const query = useQuery({
    queryKey: ['intake', 'load', load],
    queryFn: ({ signal }) => tables.look(load, signal),
    refetchInterval: ({ state }) => (state.data && !RUNNING.includes(state.data.load.state) ? false : 2_000),
  });
  const may = useSession().role === 'INSTITUTION_IT';
  return (
    <>
      <p className="back">
        <Link href="/intake/tables">← {t('nav.tables')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {({ load: file, findings }) => (
          <>
            <Head file={file} />
            {!RUNNING.includes(file.state) && (
              <section className="panel">
                <h2>{t('tables.findings')}</h2>
                {findings.length === 0 ? (
                  <Empty title={t('tables.no-findings')} />
                ) : (
                  <>
                    <Findings
                      findings={findings.map((each) => ({
                        ...each,
                        samples: each.lines.map((line, at) => ({
                          line,
                          where: (each.positions[at] ?? '').replace(/^line \d+(, )?/, ''),
                          patient: each.patients[at] ?? '',
                          message: each.messages[at] ?? null,
                        })),
                      }))}
                    />
                    <div className="filter-row">
                      {may && <Recheck load={load} />}
                      <a href={`/api/intake/loads/${load}/rows`} download>
                        {t('tables.download')}
                      </a>
                    </div>
                  </>
                )}
              </section>
            )}
          </>
        )}
      </Shown>
    </>
  );
}

function Head({ file }: { file: TableLoad }) {
  const { t, word, language } = useText();
  const say = useRefusal();
  const figures = [
    ['tables.rows', file.rows],
    ['tables.stored', file.stored],
    ['tables.refused', file.refused],
    ['tables.waiting', file.waiting],
    ['tables.created', file.created],
    ['tables.updated', file.updated],
    ['tables.unchanged', file.unchanged],
  ] as const;
  return (
    <>
      <h1>
        {file.name || word('dataset', file.dataset)}{' '}
        <span
          className={`state ${file.state === 'FAILED' ? 'refused' : file.state === 'DONE' ? 'stored' : 'waiting'}`}
          data-test="load-state"
          data-state={file.state}
        >
          {word('load-state', file.state)}
        </span>
      </h1>
      <p className="fine">
        {word('dataset', file.dataset)} · {moment(language, file.receivedAt)} ·{' '}
        {t('tables.read-by', { mapping: file.mapping || '—' })}
      </p>
      {RUNNING.includes(file.state) && (
        <progress aria-label={t('tables.progress')} max={Math.max(file.bytes, 1)} value={file.bytesRead} />
      )}
      {file.code && (
        <p className="notice" role="alert">
          {say(file, 'what')} {file.positions.join('、')} {say(file, 'mend')}
        </p>
      )}
      <ul className="figures">
        {figures.map(([key, value]) => (
          <li key={key}>
            <b>{value.toLocaleString('en')}</b>
            <span>{t(key)}</span>
          </li>
        ))}
      </ul>
      {file.unread.length > 0 && <p className="fine">{t('tables.unread', { columns: file.unread.join('、') })}</p>}
    </>
  );
}

/** Runs what is refused again, some hundred rows a request, until the end. */
function Recheck({ load }: { load: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const [came, tell] = useState<Omit<TableRechecked, 'next'> | null>(null);
  const recheck = useMutation({
    mutationFn: async () => {
      let all = { ran: 0, resolved: 0, refused: 0, waiting: 0 };
      for (let next: number | null = 0; next !== null;) {
        const part: TableRechecked = await tables.recheck(load, next);
        all = {
          ran: all.ran + part.ran,
          resolved: all.resolved + part.resolved,
          refused: all.refused + part.refused,
          waiting: all.waiting + part.waiting,
        };
        tell(all);
        next = part.next;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['intake', 'load', load] }),
  });
  return (
    <>
      <Button onClick={() => recheck.mutate()} loading={recheck.isPending}>
        {t('tables.recheck')}
      </Button>
      {came && <span role="status">{t('tables.rechecked', { ran: came.ran, resolved: came.resolved })}</span>}
      {recheck.error && <ProblemView failure={recheck.error} />}
    </>
  );
}
