import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { proxies } from '../../api/client';
import type { ProxyOfMe, SpecialClass, Ward } from '../../api/contract';
import { day, time } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Confirm } from '../healthcode/Confirm';
import { GiveForm } from './GiveForm';
import { PROXIES, useProxies } from './ward';

/** Who may act for me, and for whom I may. */
export default function ProxiesPage() {
  const { t } = useText();
  const query = useProxies();
  return (
    <>
      <h1>{t('proxies.title')}</h1>
      <p className="lead">{t('proxies.lead')}</p>
      <Shown query={query} lines={4}>
        {({ mine, wards }) => {
          const open = mine.filter(({ state }) => state === 'IN_FORCE' || state === 'TO_COME');
          const over = mine.filter((one) => !open.includes(one));
          return (
            <>
              {open.length === 0 && <Empty title={t('proxies.none')}>{t('proxies.none-hint')}</Empty>}
              <ul className="cards">
                {open.map((one) => (
                  <OfMe key={one.id} proxy={one} />
                ))}
              </ul>
              <GiveForm />
              {over.length > 0 && (
                <details className="card">
                  <summary>{t('proxies.over', { count: over.length })}</summary>
                  <ul className="plain">
                    {over.map((one) => (
                      <Over key={one.id} proxy={one} />
                    ))}
                  </ul>
                </details>
              )}
              <h2>{t('proxies.wards')}</h2>
              {wards.length === 0 && <p className="fine">{t('proxies.no-wards')}</p>}
              <ul className="cards">
                {wards.map((one) => (
                  <OfAnother key={one.id} ward={one} />
                ))}
              </ul>
              <Offer />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function OfMe({ proxy }: { proxy: ProxyOfMe }) {
  const { t, say, word } = useText();
  return (
    <li className="card" data-test="proxy" data-state={proxy.state}>
      <p className="card-head">
        <strong>{proxy.name}</strong>
        <span className="state granted">{word('proxy-level', proxy.level)}</span>
      </p>
      <p className="sentence">{say(proxy.sentence)}</p>
      <p className="fine">
        {word('proxy-ground', proxy.ground)} ·{' '}
        {proxy.institution ? t('proxies.recorded', { who: proxy.institution.name }) : t('proxies.own-word')}
      </p>
      {proxy.mayWithhold.length > 0 && proxy.level !== 'CODE' && <Withheld proxy={proxy} />}
      {proxy.mayEnd ? (
        <End id={proxy.id} label={t('proxies.end')} sure={t('proxies.end-sure', { who: proxy.name })} />
      ) : (
        <p className="fine">{t('proxies.not-here')}</p>
      )}
    </li>
  );
}

/** What I keep from somebody; each touch is saved at once, since keeping something back should never wait. */
function Withheld({ proxy }: { proxy: ProxyOfMe }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (classes: SpecialClass[]) => proxies.withhold(proxy.id, classes),
    onSettled: () => client.invalidateQueries({ queryKey: PROXIES }),
  });
  const kept = change.isPending ? change.variables : proxy.withheld;
  return (
    <details>
      <summary>{t('proxies.withhold')}</summary>
      <fieldset>
        <legend className="unseen">{t('proxies.withhold')}</legend>
        <div className="choices">
          {proxy.mayWithhold.map((one) => (
            <label key={one} className="choice">
              <input
                type="checkbox"
                checked={kept.includes(one)}
                disabled={change.isPending}
                onChange={() =>
                  change.mutate(kept.includes(one) ? kept.filter((other) => other !== one) : [...kept, one])
                }
              />
              <span>{word('class', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {change.error && <ProblemView failure={change.error} />}
    </details>
  );
}

function Over({ proxy }: { proxy: ProxyOfMe }) {
  const { t, word, language } = useText();
  const ended = proxy.state === 'ENDED' ? proxy.endedAt : null;
  return (
    <li data-test="proxy-over">
      <span>
        {proxy.name} · {word('proxy-ground', proxy.ground)}
      </span>
      <span className="fine">
        {ended
          ? t('proxies.ended-at', { day: day(language, ended) })
          : t(proxy.ground === 'GUARDIAN' ? 'proxies.of-age' : 'proxies.expired')}
      </span>
    </li>
  );
}

function OfAnother({ ward }: { ward: Ward }) {
  const { t, word, language } = useText();
  return (
    <li className="card" data-test="ward">
      <p className="card-head">
        <strong>{ward.name}</strong>
        <span className="state granted">{word('proxy-level', ward.level)}</span>
      </p>
      <p className="fine">
        {word('proxy-ground', ward.ground)} · {t('proxies.until', { day: day(language, ward.until) })}
      </p>
      <End id={ward.id} label={t('proxies.give-back')} sure={t('proxies.give-back-sure', { who: ward.name })} />
    </li>
  );
}

function End({ id, label, sure }: { id: string; label: string; sure: string }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => proxies.end(id),
    onSuccess: () => client.invalidateQueries({ queryKey: PROXIES }),
  });
  return <Confirm label={label} sure={sure} act={() => end.mutate()} failure={end.error} pending={end.isPending} />;
}

/** A code that I show to whom I would act for. */
function Offer() {
  const { t, language } = useText();
  const [asked, ask] = useState(false);
  const offer = useMutation({ mutationFn: proxies.offer, onSuccess: () => ask(true) });
  return (
    <section className="card">
      <h2>{t('proxies.offer')}</h2>
      <p>{t('proxies.offer-lead')}</p>
      <div aria-live="polite">
        {asked && offer.data && (
          <p className="offer">
            <strong data-test="offer">{offer.data.code}</strong>
            <span className="fine">{t('proxies.offer-until', { at: time(language, offer.data.until) })}</span>
          </p>
        )}
      </div>
      {offer.error && <ProblemView failure={offer.error} />}
      <button type="button" disabled={offer.isPending} onClick={() => offer.mutate()}>
        {t(asked ? 'proxies.offer-again' : 'proxies.offer-make')}
      </button>
    </section>
  );
}
