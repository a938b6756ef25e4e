import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { receipts, sentinel } from '../../api/client';
import type { SentinelCase } from '../../api/contract';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { FormDialog, type Field } from './FormDialog';

const EVERY = 15_000;
const STATES = ['OPEN', 'ASKED', 'REVIEW', 'DISMISSED'] as const;
const DEEDS = ['DISMISS', 'ASK', 'THROTTLE', 'FREEZE', 'LIFT', 'REVIEW'] as const;
const REASONS_SHOWN = 3;

/** Unusual reading with its reasons, failed sign-ins and the state of the log: what an operator has to look at. */
export default function SecurityPage() {
  const { t } = useText();
  const [search] = useSearchParams();
  const open = search.get('case');
  return (
    <>
      <h1>{t('nav.security')}</h1>
      <p className="lead">{t('security.lead')}</p>
      <Posture />
      {open ? <Case found={open} /> : <Cases />}
    </>
  );
}

/** Failed sign-ins, and whether the log of receipts is sound. */
function Posture() {
  const { t, language } = useText();
  const signIns = useQuery({
    queryKey: ['participants', 'sign-ins'],
    queryFn: ({ signal }) => sentinel.signIns(signal),
    refetchInterval: EVERY,
  });
  const log = useQuery({ queryKey: ['participants', 'log'], queryFn: ({ signal }) => receipts.state(signal) });
  return (
    <p className="fine" data-test="posture">
      {signIns.data && t('security.sign-ins', signIns.data)}
      {log.data &&
        ` · ${t('security.log', {
          size: log.data.size.toLocaleString(language),
          keys: log.data.keys.filter(({ until }) => !until).length,
        })}`}
      {log.data?.check && log.data.check.wrong.length > 0 && (
        <strong className="warn"> · {t('security.log-wrong')}</strong>
      )}
    </p>
  );
}

function Cases() {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const state = STATES.find((each) => each === search.get('state')) ?? 'OPEN';
  const query = useQuery({
    queryKey: ['participants', 'sentinel', state],
    queryFn: ({ signal }) => sentinel.cases(state, signal),
    refetchInterval: EVERY,
  });
  return (
    <>
      <div className="chips" role="group" aria-label={t('security.states')}>
        {STATES.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={each === state}
            onClick={() => change(each === 'OPEN' ? {} : { state: each }, { replace: true })}
          >
            {word('case-state', each)}
          </button>
        ))}
      </div>
      <Shown query={query} lines={6}>
        {({ cases }) =>
          cases.length === 0 ? (
            <Empty title={t('security.none')} />
          ) : (
            <Grid
              label={t('nav.security')}
              rows={cases}
              keyOf={({ id }) => id}
              columns={[
                { title: t('security.score'), figure: true, cell: ({ score }) => Math.round(score) },
                { title: t('security.who'), cell: (one) => <Who found={one} /> },
                {
                  title: t('security.when'),
                  cell: ({ from, until }) => (
                    <>
                      {moment(language, from)}
                      <br />
                      {moment(language, until)}
                    </>
                  ),
                },
                {
                  title: t('security.why'),
                  cell: ({ why }) => (
                    <span className="long">
                      {why.facts
                        .slice(0, REASONS_SHOWN)
                        .map(({ words }) => say(words))
                        .join(language === 'en' ? '; ' : '；')}
                    </span>
                  ),
                },
                { title: t('security.now'), cell: ({ reading }) => word('reading', reading) },
                {
                  title: t('security.act'),
                  cell: ({ id }) => (
                    <Button size="small" onClick={() => change({ state, case: id })}>
                      {t('security.open')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}

function Who({ found }: { found: SentinelCase }) {
  const { t } = useText();
  return (
    <span>
      <b>{found.name}</b> <code>{found.account}</code>
      <br />
      {found.institution?.name ?? t('institution.unknown')}
    </span>
  );
}

function Case({ found }: { found: string }) {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const [acting, act] = useState(false);
  const query = useQuery({
    queryKey: ['participants', 'sentinel', 'case', found],
    queryFn: ({ signal }) => sentinel.one(found, signal),
  });
  const fields: Field[] = [
    {
      name: 'what',
      label: 'security.what',
      options: DEEDS.map((value) => ({ value, label: word('deed', value) })),
    },
    { name: 'words', label: 'security.words', hint: 'security.words-hint', long: true },
  ];
  return (
    <>
      <div className="buttons">
        <Button onClick={() => change({ state: search.get('state') ?? 'OPEN' })}>{t('security.back')}</Button>
        <Button type="primary" onClick={() => act(true)}>
          {t('security.act')}
        </Button>
      </div>
      <Shown query={query} lines={8}>
        {({ found: one, looks, actions }) => (
          <>
            <p>
              <Who found={one} />
              <br />
              {word('case-state', one.state)} · {word('reading', one.reading)} · {t('security.score')}{' '}
              {Math.round(one.score)}
            </p>
            <h2>{t('security.why')}</h2>
            <Grid
              label={t('security.why')}
              rows={one.why.facts}
              keyOf={({ name }) => name}
              columns={[
                { title: t('security.why'), cell: ({ words }) => <span className="long">{say(words)}</span> },
                { title: t('security.score'), figure: true, cell: ({ weight }) => weight.toFixed(1) },
              ]}
            />
            <h2>{t('security.done')}</h2>
            {actions.length === 0 ? (
              <p className="fine">{t('security.nothing-done')}</p>
            ) : (
              <Grid
                label={t('security.done')}
                rows={actions}
                keyOf={({ at, what }) => at + what}
                columns={[
                  { title: t('security.when'), cell: ({ at }) => moment(language, at) },
                  { title: t('security.who'), cell: ({ by }) => <code>{by}</code> },
                  { title: t('security.what'), cell: ({ what }) => word('deed', what) },
                  { title: t('security.words'), cell: ({ words }) => <span className="long">{words}</span> },
                ]}
              />
            )}
            <h2>{t('security.looks', { count: looks.length })}</h2>
            <Grid
              label={t('security.looks', { count: looks.length })}
              rows={looks.map((look, place) => ({ ...look, place }))}
              keyOf={({ place }) => String(place)}
              columns={[
                { title: t('security.when'), cell: ({ at }) => moment(language, at) },
                { title: t('security.patient'), cell: ({ patient }) => patient || '—' },
                {
                  title: t('security.basis'),
                  cell: ({ basis, shown }) => (
                    <>
                      {say(basis)}
                      {!shown && ` · ${t('security.refused')}`}
                    </>
                  ),
                },
                { title: t('security.terminal'), cell: ({ terminal }) => terminal ?? '—' },
              ]}
            />
          </>
        )}
      </Shown>
      {acting && (
        <FormDialog
          title="security.act"
          fields={fields}
          send={({ what = '', words = '' }) => sentinel.act(found, what, words)}
          done={() => act(false)}
          close={() => act(false)}
        />
      )}
    </>
  );
}
