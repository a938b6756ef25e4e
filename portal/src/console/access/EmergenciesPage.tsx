import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { emergencies } from '../../api/client';
import type { EmergencyCase } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { FormDialog, type Field } from './FormDialog';

const VERDICTS = ['JUSTIFIED', 'UNJUSTIFIED'] as const;

/** Emergency access that waits for a second pair of eyes: who opened what, why, and how much was looked at. */
export default function EmergenciesPage() {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const [reviewing, review] = useState<EmergencyCase | null>(null);
  const waiting = search.get('reviewed') !== 'yes';
  const query = usePages(['participants', 'emergencies', waiting], (next, signal) =>
    emergencies.queue(waiting, next, signal),
  );
  const fields: Field[] = [
    {
      name: 'verdict',
      label: 'emergencies.verdict',
      options: VERDICTS.map((value) => ({ value, label: word('verdict', value) })),
    },
    { name: 'words', label: 'emergencies.words', hint: 'emergencies.words-hint', long: true },
  ];
  return (
    <>
      <h1>{t('nav.emergencies')}</h1>
      <p className="lead">{t('emergencies.lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.emergencies')}>
        <button type="button" className="chip" aria-pressed={waiting} onClick={() => change({}, { replace: true })}>
          {t('emergencies.waiting')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={!waiting}
          onClick={() => change({ reviewed: 'yes' }, { replace: true })}
        >
          {t('emergencies.reviewed')}
        </button>
      </div>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const cases = pages.flatMap((page) => page.emergencies);
          return cases.length === 0 ? (
            <Empty title={t(waiting ? 'emergencies.none-waiting' : 'emergencies.none-reviewed')} />
          ) : (
            <Grid
              label={t('nav.emergencies')}
              rows={cases}
              keyOf={({ emergency }) => emergency.id}
              columns={[
                {
                  title: t('emergencies.opened'),
                  cell: ({ emergency, reviewBy }) => (
                    <>
                      {moment(language, emergency.openedAt)}
                      {waiting && (
                        <p className={new Date(reviewBy) < new Date() ? 'fine warn' : 'fine'}>
                          {t(new Date(reviewBy) < new Date() ? 'emergencies.overdue' : 'emergencies.by', {
                            at: moment(language, reviewBy),
                          })}
                        </p>
                      )}
                    </>
                  ),
                },
                {
                  title: t('emergencies.who'),
                  cell: ({ emergency, account }) => (
                    <>
                      <b>{emergency.name}</b> <code>{account}</code>
                      <br />
                      {emergency.institution.name}
                    </>
                  ),
                },
                { title: t('emergencies.patient'), cell: ({ patient }) => patient || '—' },
                {
                  title: t('emergencies.why'),
                  cell: ({ emergency }) => (
                    <span className="long">
                      {say(emergency.ground)}
                      {emergency.words && ` · ${emergency.words}`}
                    </span>
                  ),
                },
                { title: t('emergencies.looks'), figure: true, cell: ({ looks }) => looks },
                {
                  title: t('emergencies.verdict'),
                  cell: (one) =>
                    one.emergency.verdict ? (
                      <span className="long">
                        <b>{word('verdict', one.emergency.verdict)}</b> {one.emergency.reviewWords}
                      </span>
                    ) : (
                      <Button size="small" onClick={() => review(one)}>
                        {t('emergencies.review')}
                      </Button>
                    ),
                },
              ]}
            />
          );
        }}
      </Shown>
      <More query={query} />
      {reviewing && (
        <FormDialog
          title="emergencies.review"
          fields={fields}
          send={({ verdict = '', words = '' }) => emergencies.review(reviewing.emergency.id, verdict, words)}
          done={() => review(null)}
          close={() => review(null)}
        />
      )}
    </>
  );
}
