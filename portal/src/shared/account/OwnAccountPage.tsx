import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { own } from '../../api/own';
import type { OwnAccount, OwnSession } from '../../api/contract';
import { moment } from '../format';
import { ProblemView } from '../Problem';
import { useSession } from '../session';
import { Shown } from '../states';
import { useText } from '../text';
import { AccountText } from './AccountText';
import { Factor } from './Factor';
import { NewPassword } from './NewPassword';

export const OWN = ['own-account'] as const;

/** The own account: password, second factor, and where one is signed in. */
function Inner() {
  const { t } = useText();
  const query = useQuery({ queryKey: OWN, queryFn: ({ signal }) => own.account(signal) });
  return (
    <div className="own-account">
      <h1>{t('account.title')}</h1>
      <p className="lead">{t('account.lead')}</p>
      <LastSignIn />
      <Shown query={query} lines={8}>
        {(account) => (
          <>
            <Password account={account} />
            <Factor account={account} />
            <Sessions sessions={account.sessions} />
          </>
        )}
      </Shown>
    </div>
  );
}

function LastSignIn() {
  const { t, language } = useText();
  const { last } = useSession();
  return (
    <p className="notice">
      {last
        ? `${t('account.last', { at: moment(language, last.at), address: last.address ?? '—' })} ${t('account.not-me')}`
        : t('account.first')}
    </p>
  );
}

function Password({ account }: { account: OwnAccount }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ next, present }: { next: string; present: string }) => own.password(present, next),
    onSuccess: (answer) => client.setQueryData(OWN, answer),
  });
  const { shortest, classes, passphrase } = account.rules;
  return (
    <section>
      <h2>{t('account.password')}</h2>
      <p>
        {t('account.password-at', { at: moment(language, account.passwordAt) })}
        {account.passwordUntil && ` · ${t('account.password-until', { at: moment(language, account.passwordUntil) })}`}
      </p>
      <p className="fine">{t('account.password-rules', { shortest, classes, passphrase })}</p>
      {change.isSuccess && <p role="status">{t('account.password-changed')}</p>}
      <NewPassword
        key={change.data?.passwordAt ?? ''}
        known
        send={(next, present) => change.mutate({ next, present })}
        busy={change.isPending}
        failure={change.error}
      />
    </section>
  );
}

function Sessions({ sessions }: { sessions: OwnSession[] }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const [failure, fail] = useState<unknown>(null);
  const end = useMutation({
    mutationFn: (name: string | null) => (name === null ? own.endOthers() : own.end(name)),
    onMutate: () => fail(null),
    onSuccess: (answer) => client.setQueryData(OWN, answer),
    onError: fail,
  });
  return (
    <section>
      <h2>{t('account.sessions')}</h2>
      <ul className="places" data-test="places">
        {sessions.map(({ name, since, usedAt, address, device, here }) => (
          <li key={name}>
            <span>
              <b>{address ?? '—'}</b> {here && <span className="state granted">{t('account.here')}</span>}
              <span className="fine">
                {t('account.used', { since: moment(language, since), used: moment(language, usedAt) })}
              </span>
              <span className="fine device">{device}</span>
            </span>
            {!here && (
              <button type="button" disabled={end.isPending} onClick={() => end.mutate(name)}>
                {t('account.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {failure != null && <ProblemView failure={failure} />}
      {sessions.some(({ here }) => !here) && (
        <button type="button" disabled={end.isPending} onClick={() => end.mutate(null)}>
          {t('account.end-others')}
        </button>
      )}
    </section>
  );
}

export default function OwnAccountPage() {
  return (
    <AccountText>
      <Inner />
    </AccountText>
  );
}
