import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { lawful } from '../../api/lawful';
import type { Lawful } from '../../api/contract';
import { day, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { FormDialog, type Field } from './FormDialog';

/** Readings by law that wait for a second person, who compares the document with what is asked. */
export default function LawfulQueuePage() {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const [answering, answer] = useState<Lawful | null>(null);
  const waiting = search.get('answered') !== 'yes';
  const query = useQuery({
    queryKey: ['participants', 'lawful-queue', waiting],
    queryFn: ({ signal }) => lawful.queue(waiting, signal),
  });
  const fields: Field[] = [
    {
      name: 'confirm',
      label: 'lawful.answer',
      options: [
        { value: 'yes', label: t('lawful.confirm') },
        { value: 'no', label: t('lawful.refuse') },
      ],
    },
    { name: 'words', label: 'lawful.checked', hint: 'lawful.checked-hint', long: true },
  ];
  return (
    <>
      <h1>{t('nav.lawful-queue')}</h1>
      <p className="lead">{t('lawful.queue-lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.lawful-queue')}>
        <button type="button" className="chip" aria-pressed={waiting} onClick={() => change({}, { replace: true })}>
          {t('lawful.waiting')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={!waiting}
          onClick={() => change({ answered: 'yes' }, { replace: true })}
        >
          {t('lawful.answered')}
        </button>
      </div>
      <Shown query={query} lines={6}>
        {({ readings }) =>
          readings.length === 0 ? (
            <Empty title={t('lawful.none-waiting')} />
          ) : (
            <Grid
              label={t('nav.lawful-queue')}
              rows={readings}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('lawful.asked'),
                  cell: (one) => (
                    <>
                      {moment(language, one.askedAt)}
                      <br />
                      <b>{one.name}</b> {one.institution?.name}
                    </>
                  ),
                },
                { title: t('lawful.about'), cell: ({ about }) => about || '—' },
                {
                  title: t('lawful.basis'),
                  cell: (one) => (
                    <span className="long">
                      {say(one.basis)}
                      <br />
                      {[one.authority, one.document].filter(Boolean).join(' · ')}
                      <br />
                      <span className="fine">{one.words}</span>
                    </span>
                  ),
                },
                {
                  title: t('lawful.what'),
                  cell: (one) => (
                    <span className="long">
                      {one.categories.map(({ text }) => say(text)).join(t('list.comma'))}
                      <br />
                      <span className="fine">
                        {day(language, one.careFrom)} – {day(language, one.careUntil)}
                      </span>
                    </span>
                  ),
                },
                {
                  title: t('lawful.state'),
                  cell: (one) =>
                    one.state === 'WAITING' ? (
                      <Button size="small" onClick={() => answer(one)} data-test="answer-by-law">
                        {t('lawful.answer')}
                      </Button>
                    ) : (
                      <span className="long">
                        <b>{word('lawful-state', one.state)}</b> {one.answerWords}
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Shown>
      {answering && (
        <FormDialog
          title="lawful.answer"
          fields={fields}
          send={({ confirm, words = '' }) => lawful.answer(answering.id, confirm === 'yes', words)}
          done={() => answer(null)}
          close={() => answer(null)}
        />
      )}
    </>
  );
}
