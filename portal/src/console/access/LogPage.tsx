import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { receipts } from '../../api/client';
import type { LogState } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

const EVERY = 10_000;
const KEY = ['participants', 'log'] as const;

/** The log of receipts: how long it is, what was signed last, its keys, and whether the trace is what it says. */
export default function LogPage() {
  const { t } = useText();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => receipts.state(signal),
    refetchInterval: EVERY,
  });
  const check = useMutation({
    mutationFn: receipts.check,
    onSuccess: (state) => client.setQueryData(KEY, state),
  });
  return (
    <>
      <h1>{t('nav.log')}</h1>
      <p className="lead">{t('log.lead')}</p>
      <div className="buttons">
        <Button type="primary" loading={check.isPending} onClick={() => check.mutate()}>
          {t('log.check')}
        </Button>
        <a className="button" href="/api/access/log/entries" download>
          {t('log.export')}
        </a>
        <a className="button" href="/api/access/log" download="tongmai-log-keys.json">
          {t('log.keys-file')}
        </a>
      </div>
      {check.error && <ProblemView failure={check.error} />}
      <Shown query={query} lines={6}>
        {(state) => (
          <>
            <Checked state={state} />
            <Facts state={state} />
            <Keys state={state} />
          </>
        )}
      </Shown>
    </>
  );
}

function Checked({ state: { check } }: { state: LogState }) {
  const { t, word, language } = useText();
  if (!check) return <p className="fine">{t('log.never-checked')}</p>;
  const told = { at: moment(language, check.at), count: check.size - check.from };
  if (check.wrong.length === 0)
    return (
      <p className="notice" role="status" data-test="log-right">
        {t('log.right', told)}
      </p>
    );
  return (
    <div className="problem" role="alert" data-test="log-wrong">
      <p>
        <strong>{t('log.wrong', told)}</strong>
      </p>
      <ul>
        {check.wrong.map(({ place, what }) => (
          <li key={`${place} ${what}`}>{t('log.wrong-at', { place, what: word('log-wrong', what) })}</li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ state }: { state: LogState }) {
  const { t, word, language } = useText();
  return (
    <dl className="facts" data-test="log">
      <dt>{t('log.size')}</dt>
      <dd>{state.size.toLocaleString(language)}</dd>
      <dt>{t('log.head')}</dt>
      <dd>
        {state.head
          ? t('log.head-of', { at: moment(language, state.head.at), size: state.head.size.toLocaleString(language) })
          : t('log.no-head')}
      </dd>
      <dt>{t('log.waiting')}</dt>
      <dd>{state.waiting.toLocaleString(language)}</dd>
      {state.head && (
        <>
          <dt>{t('log.root')}</dt>
          <dd>
            <code className="long">{state.head.root}</code>
          </dd>
        </>
      )}
      <dt>{t('log.name')}</dt>
      <dd>
        <code>{state.log}</code> · {word('suite', state.suite)} · {moment(language, state.begun)}
      </dd>
    </dl>
  );
}

function Keys({ state }: { state: LogState }) {
  const { t, language } = useText();
  return (
    <>
      <h2>{t('log.keys')}</h2>
      {state.keys.length === 0 ? (
        <p className="fine">{t('log.no-keys')}</p>
      ) : (
        <Grid
          label={t('log.keys')}
          rows={state.keys}
          keyOf={({ id }) => id}
          columns={[
            { title: t('log.key'), cell: ({ id }) => <code>{id}</code> },
            { title: t('log.from'), cell: ({ from }) => moment(language, from) },
            { title: t('log.until'), cell: ({ until }) => (until ? moment(language, until) : '—') },
          ]}
        />
      )}
    </>
  );
}
