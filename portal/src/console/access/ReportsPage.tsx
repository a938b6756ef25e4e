import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { receipts } from '../../api/client';
import type { ReportCase } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { FormDialog, type Field } from './FormDialog';

const OUTCOMES = ['MISUSE', 'RIGHTFUL', 'UNCLEAR'] as const;

/** Looks of which residents say that they were not there; each is answered once. */
export default function ReportsPage() {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const [answering, answer] = useState<ReportCase | null>(null);
  const waiting = search.get('answered') !== 'yes';
  const query = usePages(['participants', 'reports', waiting], (next, signal) =>
    receipts.reports(waiting, next, signal),
  );
  const fields: Field[] = [
    {
      name: 'outcome',
      label: 'reports.outcome',
      options: OUTCOMES.map((value) => ({ value, label: word('outcome', value) })),
    },
    { name: 'answer', label: 'reports.answer', hint: 'reports.answer-hint', long: true },
  ];
  return (
    <>
      <h1>{t('nav.reports')}</h1>
      <p className="lead">{t('reports.lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.reports')}>
        <button type="button" className="chip" aria-pressed={waiting} onClick={() => change({}, { replace: true })}>
          {t('reports.waiting')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={!waiting}
          onClick={() => change({ answered: 'yes' }, { replace: true })}
        >
          {t('reports.answered')}
        </button>
      </div>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const cases = pages.flatMap((page) => page.reports);
          return cases.length === 0 ? (
            <Empty title={t(waiting ? 'reports.none-waiting' : 'reports.none-answered')} />
          ) : (
            <Grid
              label={t('nav.reports')}
              rows={cases}
              keyOf={({ id }) => id}
              columns={[
                { title: t('reports.reported'), cell: ({ report }) => moment(language, report.at) },
                {
                  title: t('reports.who'),
                  cell: ({ name, role, institution, account }) => (
                    <>
                      <b>{name}</b> {word('role', role)} <code>{account}</code>
                      <br />
                      {institution?.name ?? t('institution.unknown')}
                    </>
                  ),
                },
                {
                  title: t('reports.look'),
                  cell: ({ at, purpose, basis, shown }) => (
                    <>
                      {moment(language, at)}
                      <br />
                      {word('purpose', purpose)} · {say(basis)}
                      {!shown && ` · ${t('reports.refused')}`}
                    </>
                  ),
                },
                {
                  title: t('reports.words'),
                  cell: ({ report }) => <span className="long">{report.words || '—'}</span>,
                },
                {
                  title: t('reports.answer'),
                  cell: (one) =>
                    one.report.outcome ? (
                      <span className="long">
                        <b>{word('outcome', one.report.outcome)}</b> {one.report.answer}
                      </span>
                    ) : (
                      <Button size="small" onClick={() => answer(one)}>
                        {t('reports.do-answer')}
                      </Button>
                    ),
                },
              ]}
            />
          );
        }}
      </Shown>
      <More query={query} />
      {answering && (
        <FormDialog
          title="reports.do-answer"
          fields={fields}
          send={({ outcome = '', answer: words = '' }) => receipts.answer(answering.id, outcome, words)}
          done={() => answer(null)}
          close={() => answer(null)}
        />
      )}
    </>
  );
}
