import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apps } from '../api/client';
import type { AppQuestion, Session } from '../api/contract';
import { ProblemView } from '../shared/Problem';
import { useSessionQuery } from '../shared/session';
import { Loading, Shown } from '../shared/states';
import { LanguageSwitch, useText } from '../shared/text';
import { PatientChoice } from './PatientChoice';

/** What an application of others asks, in plain words; whoever is asked leaves out what they like, or refuses. */
export function Consent({ state }: { state: string }) {
  const { t } = useText();
  const session = useSessionQuery();
  const query = useQuery({
    queryKey: ['access', 'consent', state],
    queryFn: ({ signal }) => apps.question(state, signal),
    enabled: !!session.data,
    staleTime: Infinity,
  });
  return (
    <main className="alone consent">
      <header>
        <p className="brand">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          <span>{t('brand')}</span>
        </p>
        <LanguageSwitch />
      </header>
      {session.data === undefined && !session.error && <Loading />}
      {session.error && <ProblemView failure={session.error} again={() => void session.refetch()} />}
      {session.data === null && (
        <section className="empty">
          <h1>{t('consent.signed-out')}</h1>
          <p>{t('consent.signed-out-hint')}</p>
        </section>
      )}
      {session.data && (
        <Shown query={query} lines={8}>
          {(question) => <Asked question={question} state={state} session={session.data!} />}
        </Shown>
      )}
    </main>
  );
}

function Asked({ question, state, session }: { question: AppQuestion; state: string; session: Session }) {
  const { t, say, word } = useText();
  const [left, leave] = useState<readonly string[]>([]);
  const [patient, choose] = useState<string | null>(question.patient);
  const kept = question.scopes.filter(({ scope }) => !left.includes(scope)).map(({ scope }) => scope);
  // that there is a patient is said above
  const shown = question.scopes.filter(({ fixed }) => !fixed);
  const something = kept.some((scope) => scope.includes('/') && !scope.startsWith('launch')) || kept.includes('openid');
  const chooses = question.needsPatient && question.patient === null;
  const answer = useMutation({
    mutationFn: (scopes: readonly string[]) => apps.answer(state, scopes, scopes.length > 0 ? patient : null),
    onSuccess: ({ to }) => location.assign(to),
  });
  const busy = answer.isPending || answer.isSuccess;
  const toggle = (scope: string) =>
    leave((before) => (before.includes(scope) ? before.filter((one) => one !== scope) : [...before, scope]));

  return (
    <article>
      <h1>{t('consent.title', { app: question.app })}</h1>
      <dl className="facts">
        <dt>{t('consent.publisher')}</dt>
        <dd>{question.publisher}</dd>
        <dt>{t('consent.back')}</dt>
        <dd>{question.back}</dd>
        <dt>{t('consent.you')}</dt>
        <dd>
          {session.name} · {word('role', session.role)}
        </dd>
        <dt>{t('consent.how-long')}</dt>
        <dd data-test="lasting">
          {kept.includes('offline_access')
            ? t('consent.days', { days: question.days })
            : t(kept.includes('online_access') ? 'consent.session' : 'consent.minutes')}
        </dd>
      </dl>
      {chooses && <PatientChoice chosen={patient} choose={choose} />}
      {!chooses && question.patient !== null && (
        <p className="sentence">
          {session.role === 'RESIDENT' ? t('consent.own') : t('consent.launched', { name: question.patientName ?? '' })}
        </p>
      )}
      <fieldset>
        <legend>{t('consent.wants')}</legend>
        <ul className="wanted">
          {shown.map(({ scope, about }) => (
            <li key={scope}>
              <label className="choice">
                <input
                  type="checkbox"
                  name="scope"
                  value={scope}
                  checked={kept.includes(scope)}
                  disabled={busy}
                  onChange={() => toggle(scope)}
                />
                <span>{say(about)}</span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      {!something && <p className="fine warn">{t('consent.nothing-left')}</p>}
      {answer.error && <ProblemView failure={answer.error} />}
      <div className="pair decide">
        <button type="button" disabled={busy} onClick={() => answer.mutate([])} data-test="refuse">
          {t('consent.refuse')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={busy || !something || (chooses && patient === null)}
          onClick={() => answer.mutate(kept)}
          data-test="allow"
        >
          {t('consent.allow')}
        </button>
      </div>
      <p className="fine">{t('consent.note')}</p>
    </article>
  );
}
