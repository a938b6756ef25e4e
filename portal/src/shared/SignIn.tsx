import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useId, useState, type FormEvent } from 'react';
import { access } from '../api/client';
import type { Session } from '../api/contract';
import { SESSION } from '../api/queries';
import { ProblemView } from './Problem';
import { startOf, type Start } from './start';
import { Loading } from './states';
import { LanguageSwitch, useText } from './text';

/** Most people need none of them, and wait for none. */
const SignInSteps = lazy(() => import('./account/SignInSteps'));

/**
 * Account and password. A role whose pages are at another entry is sent there.
 *
 * @param entry the entry that the page stands in; absent on the landing page
 * @param next where an application waits that sent somebody here
 */
export function SignIn({ entry, next }: { entry?: Start; next?: string | null }) {
  const { t } = useText();
  const client = useQueryClient();
  const form = useId();
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [half, go] = useState<Session | null>(null);
  const onSuccess = (session: Session) => {
    if (session.next) {
      go(session);
      return;
    }
    const start = next ?? startOf(session.role);
    if (start === entry) client.setQueryData(SESSION, session);
    else location.assign(start);
  };
  const signIn = useMutation({ mutationFn: () => access.signIn(account.trim(), password), onSuccess });
  const back = () => {
    setPassword('');
    go(null);
    void access.signOut().catch(() => undefined); // else it ends by itself, after some minutes
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };

  return (
    <main className="alone sign-in">
      <header>
        <p className="brand">
          <img src="/favicon.svg" alt="" width="40" height="40" />
          <span>{t('brand')}</span>
        </p>
        <LanguageSwitch />
      </header>
      {half ? (
        <Suspense fallback={<Loading />}>
          <SignInSteps session={half} go={onSuccess} back={back} />
        </Suspense>
      ) : (
        <>
          <h1>{t('sign-in.title')}</h1>
          <p className="lead">{t('sign-in.lead')}</p>
          <form onSubmit={submit} noValidate>
            <label htmlFor={`${form}-account`}>{t('sign-in.account')}</label>
            <input
              id={`${form}-account`}
              name="account"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              value={account}
              onChange={(event) => setAccount(event.target.value)}
            />
            <label htmlFor={`${form}-password`}>{t('sign-in.password')}</label>
            <input
              id={`${form}-password`}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            {signIn.error && <ProblemView failure={signIn.error} />}
            <button className="primary" disabled={signIn.isPending || !account.trim() || !password}>
              {signIn.isPending ? t('sign-in.busy') : t('sign-in.do')}
            </button>
          </form>
        </>
      )}
      <p className="fine">{t('fraud')}</p>
    </main>
  );
}
