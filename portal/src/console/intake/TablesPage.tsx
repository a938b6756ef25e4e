import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { tables } from '../../api/client';
import type { TableLoad, TablePreview } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Loading, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FileChoice } from '../FileChoice';
import { Grid } from '../Grid';
import { head } from './head';
import { Preview } from './Preview';

/** Tables of the own institution: choose a file, see how it is read, load it; and what came of those before. */
export default function TablesPage() {
  const { t } = useText();
  const [file, choose] = useState<File | null>(null);
  return (
    <>
      <h1>{t('tables.title')}</h1>
      <p className="fine">{t('tables.lead')}</p>
      <section className="panel">
        <FileChoice accept=".csv,.tsv,.txt,.xlsx,.ndjson,.jsonl" choose={choose} />
        {file && <Chosen key={`${file.name} ${file.size} ${file.lastModified}`} file={file} />}
      </section>
      <section className="panel">
        <h2>{t('tables.loads')}</h2>
        <Loads />
      </section>
    </>
  );
}

/** What is asked of a preview: the data set, null for the one that fits best, and the columns settled by hand. */
interface Asked {
  dataset: string | null;
  bind: Record<string, string>;
}

function Chosen({ file }: { file: File }) {
  const { t } = useText();
  const [, go] = useLocation();
  const client = useQueryClient();
  const [asked, ask] = useState<Asked>({ dataset: null, bind: {} });
  const preview = useMutation({
    mutationFn: async (wanted: Asked) => tables.preview(await head(file), file.name, wanted.dataset, wanted.bind),
  });
  const save = useMutation({
    mutationFn: (seen: TablePreview) => tables.settle(seen.dataset, boundOf(seen)),
    onSuccess: (_, saved) => look({ dataset: saved.dataset, bind: {} }),
  });
  const load = useMutation({
    mutationFn: (seen: TablePreview) => tables.load(seen.dataset, file),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['intake', 'loads'] });
      go(`/intake/loads/${made.id}`);
    },
  });
  const look = (wanted: Asked) => {
    ask(wanted);
    preview.mutate(wanted);
  };
  const first = preview.mutate;
  useEffect(() => first({ dataset: null, bind: {} }), [first]);
  const seen = preview.data;
  const settled = Object.keys(asked.bind).length > 0;
  return (
    <>
      {preview.error && <ProblemView failure={preview.error} again={() => preview.mutate(asked)} />}
      {!seen && preview.isPending && <Loading lines={4} />}
      {seen && (
        <>
          <Preview
            seen={seen}
            choose={(dataset) => look({ dataset, bind: {} })}
            bind={(column, header) => look({ dataset: seen.dataset, bind: { ...asked.bind, [column]: header } })}
          />
          {save.error && <ProblemView failure={save.error} />}
          {load.error && <ProblemView failure={load.error} again={() => load.mutate(seen)} />}
          {settled && <p className="fine">{t('tables.save-first')}</p>}
          <div className="filter-row">
            <Button disabled={!settled} loading={save.isPending} onClick={() => save.mutate(seen)}>
              {t('tables.save')}
            </Button>
            <Button
              type="primary"
              disabled={seen.missing.length > 0 || settled}
              loading={load.isPending}
              onClick={() => load.mutate(seen)}
            >
              {t('tables.load')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

/** Header by column, as the preview shows them. */
function boundOf(seen: TablePreview): Record<string, string> {
  return Object.fromEntries(seen.headers.flatMap(({ header, column }) => (column ? [[column, header]] : [])));
}

function Loads() {
  const { t, word, language } = useText();
  const query = usePages(['intake', 'loads'], (next, signal) => tables.loads(next, signal));
  return (
    <Shown query={query} lines={4}>
      {({ pages }) => {
        const loads = pages.flatMap((page) => page.loads);
        return loads.length === 0 ? (
          <Empty title={t('tables.none')} />
        ) : (
          <>
            <Grid
              label={t('tables.loads')}
              rows={loads}
              keyOf={({ id }) => String(id)}
              columns={[
                {
                  title: t('column.received-at'),
                  cell: (row: TableLoad) => (
                    <Link href={`/intake/loads/${row.id}`}>{moment(language, row.receivedAt)}</Link>
                  ),
                },
                { title: t('tables.name'), cell: (row: TableLoad) => row.name || '—' },
                { title: t('tables.dataset'), cell: (row: TableLoad) => word('dataset', row.dataset) },
                {
                  title: t('messages.state'),
                  cell: (row: TableLoad) => (
                    <span
                      className={`state ${row.state === 'FAILED' ? 'refused' : row.state === 'DONE' ? 'stored' : 'waiting'}`}
                    >
                      {word('load-state', row.state)}
                    </span>
                  ),
                },
                { title: t('tables.rows'), cell: (row: TableLoad) => row.rows.toLocaleString('en'), figure: true },
                {
                  title: t('tables.refused'),
                  cell: (row: TableLoad) => row.refused.toLocaleString('en'),
                  figure: true,
                },
              ]}
            />
            <More query={query} />
          </>
        );
      }}
    </Shown>
  );
}
