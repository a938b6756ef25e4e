import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { surveillance, type Order, type SignalLine, type SignalWhole, type Step } from '../../api/surveillance';
import type { Sent } from '../../api/client';
import { day, moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText, type TextKey } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';
import { casesOf, Due } from './SignalsPage';
import { Spark } from './Spark';
import './surveillance.css';

const AGAIN = 15_000;
const LEVELS = ['1', '2', '3', '4'];
const PRODUCTS = ['ADVICE', 'NOTICE', 'PROPOSAL'];

/** One signal from detection to closure: why it was raised, what was done, and what may be done next. */
export default function SignalPage() {
  const { t } = useText();
  const { signal } = useParams<{ signal: string }>();
  const query = useQuery({
    queryKey: ['surveillance', 'signal', signal],
    queryFn: ({ signal: stop }) => surveillance.signal(signal, stop),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <p className="back">
        <Link href="/surveillance/signals">{t('signals.back')}</Link>
      </p>
      <Shown query={query} lines={10}>
        {(whole) => <Signal whole={whole} />}
      </Shown>
    </>
  );
}

function Signal({ whole }: { whole: SignalWhole }) {
  const { t, say, word, language } = useText();
  const client = useQueryClient();
  const [taking, take] = useState<Step | null>(null);
  const { signal, explanation, events, products, now } = whole;
  const series = new URLSearchParams({ what: signal.what, region: signal.place.code });
  return (
    <>
      <header className="page-head">
        <h1>
          {say(signal.name)} · {signal.place.name}
          {signal.site && ` · ${signal.site}`}
        </h1>
        <Due due={signal.dueAt} now={now} />
      </header>
      <p className="lead" data-test="signal-state">
        {word('signal-state', signal.state)}
        {signal.risk && ` · ${t('signal.risk', { risk: word('risk', signal.risk) })}`} ·{' '}
        {t('signals.owner', { place: signal.owner.name })} ·{' '}
        {t('signals.raised', { at: moment(language, signal.raisedAt) })}
      </p>
      {signal.mergedInto && (
        <p className="notice">
          {t('signal.merged')} <Link href={`/surveillance/signals/${signal.mergedInto}`}>#{signal.mergedInto}</Link>
        </p>
      )}
      <div className="columns even">
        <section className="panel">
          <h2>{t('signal.why')}</h2>
          <p>{say(explanation.sentence)}</p>
          <Spark counts={signal.spark} marked={7} />
          <p className="fine">
            {word('rule', signal.rule.replace(/@.*/, ''))} <code>{signal.rule}</code> · {day(language, signal.firstDay)}{' '}
            – {day(language, signal.lastDay)}
          </p>
          {signal.recurrenceDays != null && (
            <p className="fine">
              {t(signal.withinBudget ? 'signals.recurrence' : 'signals.recurrence-beyond', {
                days: Math.round(signal.recurrenceDays),
              })}
            </p>
          )}
          <details>
            <summary>{t('signal.facts')}</summary>
            <ul className="plain">
              {explanation.facts.map((fact) => (
                <li key={fact.name}>{say(fact.words)}</li>
              ))}
            </ul>
          </details>
          <p>
            <Link href={casesOf(signal)}>{t('signals.observed', { cases: signal.observed })}</Link> ·{' '}
            <Link href={`/surveillance/series?${series}`}>{t('signal.series')}</Link>
          </p>
        </section>
        <section className="panel">
          <h2>{t('signal.next')}</h2>
          {signal.steps.length === 0 ? (
            <p className="fine">{t('signal.nothing-next')}</p>
          ) : (
            <div className="buttons">
              {signal.steps.map((step, place) => (
                <Button key={step} type={place === 0 ? 'primary' : 'default'} onClick={() => take(step)}>
                  {word('step', step)}
                </Button>
              ))}
            </div>
          )}
          <p>
            <Link href={`/emergency/events?signal=${signal.id}`}>{t('signal.to-event')}</Link>
          </p>
          {products.length > 0 && (
            <ul className="plain" data-test="products">
              {products.map((product) => (
                <li key={product.number}>
                  <b>
                    {product.number}. {word('product', product.kind)}
                  </b>{' '}
                  → {product.recipients}
                  {product.region && ` (${product.region})`}
                  <br />
                  {product.words}
                  <br />
                  <span className="fine">
                    {moment(language, product.issuedAt)} ·{' '}
                    {product.acknowledgedAt
                      ? t('signal.acknowledged', { at: moment(language, product.acknowledgedAt) })
                      : t('signal.acknowledge-by', { at: moment(language, product.dueAt) })}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <section className="panel" data-test="history">
        <h2>{t('card.history')}</h2>
        <ol className="plain">
          {events.map((event) => (
            <li key={event.version}>
              <b>{word('signal-event', event.kind)}</b> {event.name}
              {event.words && `：${event.words}`}
              <br />
              <span className="fine">
                {moment(language, event.at)} · {event.owner.name} · {word('signal-state', event.state)}
              </span>
            </li>
          ))}
        </ol>
      </section>
      {taking && (
        <FormDialog
          title={`step.${taking}` as TextKey}
          fields={fieldsOf(taking, word)}
          send={(values) => surveillance.take(signal.id, taking, orderOf(signal, values))}
          done={() => void client.invalidateQueries({ queryKey: ['surveillance'] })}
          close={() => take(null)}
        />
      )}
    </>
  );
}

const WORDLESS: Step[] = ['VERIFY', 'ASSESS', 'ACKNOWLEDGE', 'HAND_OVER', 'MERGE', 'SPLIT'];

function fieldsOf(step: Step, word: (kind: string, code: string) => string): Field[] {
  const words: Field = { name: 'words', label: 'signal.words', long: true, optional: WORDLESS.includes(step) };
  const level = (name: string, label: TextKey, said: (value: string) => string): Field => ({
    name,
    label,
    options: LEVELS.map((value) => ({ value, label: said(value) })),
  });
  switch (step) {
    case 'ASSESS':
      return [
        level('likelihood', 'signal.likelihood', (value) => word('likelihood', value)),
        level('impact', 'signal.impact', (value) => word('impact', value)),
        words,
      ];
    case 'ISSUE':
      return [
        {
          name: 'product',
          label: 'signal.product',
          options: PRODUCTS.map((value) => ({ value, label: word('product', value) })),
        },
        { name: 'recipients', label: 'signal.recipients', hint: 'signal.recipients-hint' },
        { name: 'region', label: 'signal.region', hint: 'signal.region-hint', optional: true },
        words,
      ];
    case 'ACKNOWLEDGE':
      return [
        { name: 'number', label: 'signal.product-number' },
        { ...words, hint: 'signal.acknowledge-hint' },
      ];
    case 'HAND_OVER':
      return [{ name: 'owner', label: 'signal.new-owner', hint: 'signal.new-owner-hint' }, words];
    case 'MERGE':
      return [{ name: 'other', label: 'signal.other', hint: 'signal.other-hint' }, words];
    case 'SPLIT':
      return [{ name: 'site', label: 'signal.part', hint: 'signal.part-hint' }, words];
    default:
      return [words];
  }
}

const NUMBERS = ['likelihood', 'impact', 'number', 'other'];

function orderOf(signal: SignalLine, values: Sent): Order {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return {
    version: signal.version,
    ...Object.fromEntries(given.map(([name, value]) => [name, NUMBERS.includes(name) ? Number(value) : value])),
  };
}
