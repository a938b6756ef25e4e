import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { CODE_KINDS, codes, type LoadedSystem, type TermsAs, type Told } from '../../api/codes';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useSession } from '../../shared/session';
import { useText } from '../../shared/text';
import { FileChoice } from '../FileChoice';
import { Grid } from '../Grid';
import './codes.css';

const NOTHING: TermsAs = { system: '', target: '', kind: '', edition: '', from: '', until: '' };

/** Code systems with their editions; the operator loads files. */
export default function TerminologyPage() {
  const { t, word } = useText();
  const operator = useSession().role === 'OPERATOR';
  const query = useQuery({
    queryKey: ['intake', 'codes', 'systems'],
    queryFn: ({ signal }) => codes.systems(signal),
  });
  return (
    <>
      <p className="back">
        <Link href="/intake/codes">← {t('codes.title')}</Link>
      </p>
      <h1>{t('terms.title')}</h1>
      <p className="lead">{t('terms.lead')}</p>
      <Shown query={query} lines={6}>
        {(systems) => (
          <>
            {operator && <Load systems={systems} />}
            <section className="panel">
              <h2>{t('terms.systems')}</h2>
              <Grid
                label={t('terms.systems')}
                rows={systems}
                keyOf={({ url, version }) => `${url} ${version}`}
                columns={[
                  {
                    title: t('terms.name'),
                    cell: (row: LoadedSystem) => (
                      <>
                        {row.title || row.url}
                        <br />
                        <span className="fine url">{row.url}</span>
                      </>
                    ),
                  },
                  { title: t('codes.kind'), cell: (row: LoadedSystem) => word('code-kind', row.kind) },
                  { title: t('terms.edition'), cell: (row: LoadedSystem) => row.version || '—' },
                  {
                    title: t('terms.codes'),
                    cell: (row: LoadedSystem) =>
                      row.codes === 0 ? (
                        <span className="state waiting">{t('terms.not-loaded')}</span>
                      ) : (
                        row.codes.toLocaleString('en')
                      ),
                    figure: true,
                  },
                ]}
              />
            </section>
          </>
        )}
      </Shown>
    </>
  );
}

function Load({ systems }: { systems: LoadedSystem[] }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [file, choose] = useState<File | null>(null);
  const [as, tell] = useState<TermsAs>(NOTHING);
  const load = useMutation({
    mutationFn: ({ of, apply }: { of: File; apply: boolean }) => codes.load(of, as, apply),
    onSuccess: (_, { apply }) => (apply ? client.invalidateQueries({ queryKey: ['intake', 'codes'] }) : undefined),
  });
  const set = (name: keyof TermsAs, value: string) => {
    tell({ ...as, [name]: value });
    load.reset();
  };
  const choice = (name: 'system' | 'target') => (
    <label>
      <span>{t(name === 'system' ? 'terms.system' : 'terms.target')}</span>
      <select value={as[name]} onChange={({ target }) => set(name, target.value)}>
        <option value="">—</option>
        {systems.map(({ url, title, version }) => (
          <option key={`${url} ${version}`} value={url}>
            {title || url}
          </option>
        ))}
      </select>
    </label>
  );
  const known = systems.find(({ url }) => url === as.system)?.kind;
  return (
    <section className="panel">
      <h2>{t('terms.load')}</h2>
      <p className="fine">{t('terms.load-hint')}</p>
      <FileChoice
        accept=".csv,.tsv,.txt,.xlsx,.json,.ndjson,.xml"
        choose={(chosen) => {
          choose(chosen);
          load.reset();
        }}
      />
      <div className="filter-row">
        {choice('system')}
        {choice('target')}
        {as.system && !known && (
          <label>
            <span>{t('codes.kind')}</span>
            <select value={as.kind} onChange={({ target }) => set('kind', target.value)}>
              <option value="">—</option>
              {CODE_KINDS.map((each) => (
                <option key={each} value={each}>
                  {word('code-kind', each)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{t('terms.edition')}</span>
          <input value={as.edition} maxLength={40} onChange={({ target }) => set('edition', target.value)} />
        </label>
        <label>
          <span>{t('codes.from-day')}</span>
          <input type="date" value={as.from} onChange={({ target }) => set('from', target.value)} />
        </label>
      </div>
      {load.error && <ProblemView failure={load.error} />}
      <div className="filter-row">
        <Button
          disabled={!file}
          loading={load.isPending}
          onClick={() => file && load.mutate({ of: file, apply: false })}
        >
          {t('terms.look')}
        </Button>
        <Button
          type="primary"
          disabled={!file || !load.data || load.variables?.apply === true}
          loading={load.isPending}
          onClick={() => file && load.mutate({ of: file, apply: true })}
        >
          {t('terms.apply')}
        </Button>
      </div>
      {load.data?.map((told) => (
        <Changes key={`${told.type} ${told.url}`} told={told} applied={load.variables?.apply === true} />
      ))}
    </section>
  );
}

function Changes({ told, applied }: { told: Told; applied: boolean }) {
  const { t, word } = useText();
  const named = (title: string, count: number, some: string[]) =>
    count > 0 && (
      <details>
        <summary>
          {title} {count.toLocaleString('en')}
        </summary>
        <p className="fine">
          {some.join('、')}
          {count > some.length ? ' …' : ''}
        </p>
      </details>
    );
  return (
    <div className="terms-changes" role="status">
      <h3>
        {told.title || told.url} {told.edition}
      </h3>
      <p>
        <span className={`state ${told.faults.length > 0 ? 'refused' : applied ? 'stored' : 'waiting'}`}>
          {t(applied ? (told.written ? 'terms.written' : 'terms.unchanged') : 'terms.preview')}
        </span>{' '}
        {t('terms.counts', { rows: told.rows, same: told.same })}
      </p>
      {named(t('terms.added'), told.addedCount, told.added)}
      {named(t('terms.retired'), told.retiredCount, told.retired)}
      {named(t('terms.renamed'), told.renamedCount, told.renamed)}
      {told.faults.length > 0 && (
        <Grid
          label={t('terms.faults')}
          rows={told.faults}
          keyOf={({ where, what }) => `${where} ${what}`}
          columns={[
            { title: t('terms.where'), cell: ({ where }) => where },
            { title: t('terms.faults'), cell: ({ what }) => word('terms-fault', what) },
            { title: t('terms.text'), cell: ({ text }) => text || '—' },
          ]}
        />
      )}
    </div>
  );
}
