import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { recognition, type Asked, type Candidate } from '../../api/recognition';
import { day } from '../../shared/format';
import { yuan } from '../../shared/money';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Refusal } from './Refusal';
import { Value } from './Value';

/** One item that is about to be ordered: the results that could stand in for it, and my answer. */
export function AskedItem({ asked, patient }: { asked: Asked; patient: string }) {
  const { t, say, word, language } = useText();
  const { item, candidates, outcome } = asked;
  const best = candidates[0];
  return (
    <section className={`panel asked ${outcome}`} data-test="asked" data-item={asked.code} data-outcome={outcome}>
      <div className="page-head">
        <h2>{item ? say(item.name) : asked.code}</h2>
        <span className={`verdict ${outcome}`}>{best ? word('outcome', outcome) : t('recognise.nothing')}</span>
      </div>
      {!item && <p>{t('recognise.not-listed')}</p>}
      {item && !best && <p>{t('recognise.no-result')}</p>}
      {best && <p>{say(best.why.sentence)}</p>}
      {candidates.length > 0 && (
        <Grid
          label={t('recognise.results')}
          rows={candidates}
          keyOf={({ reference }) => reference}
          columns={[
            { title: t('recognise.made'), cell: ({ at }) => (at ? day(language, at) : '—') },
            { title: t('statistics.institution'), cell: ({ institution }) => institution.name },
            { title: t('recognise.value'), cell: (one) => <Value of={one} /> },
            {
              title: t('recognise.marks'),
              cell: ({ marks }) => (
                <span>
                  {marks.map((mark) => (
                    <b key={mark} className="mark">
                      {mark}
                    </b>
                  ))}
                </span>
              ),
            },
            { title: t('recognise.verdict'), cell: (one) => <Why of={one} /> },
          ]}
        />
      )}
      {asked.refused && <p className="fine">{t('recognise.refused-lately')}</p>}
      {asked.card && item && <Answer key={asked.card} card={asked.card} asked={asked} patient={patient} />}
    </section>
  );
}

function Why({ of: { outcome, why } }: { of: Candidate }) {
  const { t, say, word } = useText();
  return (
    <details>
      <summary>{word('outcome', outcome)}</summary>
      <ul className="plain why">
        {why.facts.map((fact) => (
          <li key={`${fact.name} ${fact.finding}`}>{say(fact.words)}</li>
        ))}
      </ul>
      <p className="fine">
        {t('recognise.rule')} <code>{why.rule}</code>
      </p>
    </details>
  );
}

function Answer({ card, asked, patient }: { card: string; asked: Asked; patient: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const [refusing, refuse] = useState(false);
  const quote = useMutation({
    mutationFn: () => recognition.answer(card, { decision: 'quote' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['recognition', 'statistics'] }),
  });
  const refusal = useMutation({
    mutationFn: (given: { reason: string; words: string }) =>
      recognition.answer(card, { decision: 'refuse', ...given }),
    onSuccess: () => refuse(false),
  });
  const saves = (asked.item?.patientFen ?? 0) + (asked.item?.fundFen ?? 0);
  if (quote.data)
    return (
      <p className="notice good" role="status" data-test="quoted">
        {t('recognise.quoted', { patient: yuan(quote.data.patientFen), fund: yuan(quote.data.fundFen) })}
      </p>
    );
  if (refusal.data)
    return (
      <p className="notice" role="status" data-test="refused">
        {t('recognise.refused')}
      </p>
    );
  return (
    <>
      <div className="buttons">
        <Button type="primary" loading={quote.isPending} onClick={() => quote.mutate()}>
          {t('recognise.quote', { saves: yuan(saves) })}
        </Button>
        <Button onClick={() => refuse(true)}>{t('recognise.refuse')}</Button>
        <a className="quiet" href={`/console/record/${patient}`}>
          {t('recognise.report')}
        </a>
      </div>
      {quote.error && <ProblemView failure={quote.error} />}
      {refusing && (
        <Refusal
          send={(reason, words) => refusal.mutate({ reason, words })}
          sending={refusal.isPending}
          failure={refusal.error}
          close={() => refuse(false)}
        />
      )}
    </>
  );
}
