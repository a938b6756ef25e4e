import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { own } from '../../api/own';
import type { OwnAccount } from '../../api/contract';
import { day } from '../format';
import { ProblemView } from '../Problem';
import { useText } from '../text';
import { CodeForm } from './CodeForm';
import { Enrol, RecoveryCodes } from './Enrol';
import { OWN } from './OwnAccountPage';

type Doing = 'set-up' | 'remove' | 'codes';

/** The second factor of the own account: set up, replaced, turned off, its recovery codes made anew. */
export function Factor({ account: { factor } }: { account: OwnAccount }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const [doing, start] = useState<Doing | null>(null);
  const done = () => {
    start(null);
    void client.invalidateQueries({ queryKey: OWN });
  };
  return (
    <section>
      <h2>{t('account.factor')}</h2>
      <p>
        {factor.on
          ? t('account.factor-on', { since: day(language, factor.since), left: factor.codesLeft })
          : t('account.factor-off')}
      </p>
      {doing === null && (
        <div className="buttons">
          <button type="button" onClick={() => start('set-up')}>
            {t(factor.on ? 'account.factor-replace' : 'account.factor-begin')}
          </button>
          {factor.on && (
            <button type="button" onClick={() => start('codes')}>
              {t('account.factor-codes')}
            </button>
          )}
          {factor.on && !factor.asked && (
            <button type="button" className="danger" onClick={() => start('remove')}>
              {t('account.factor-remove')}
            </button>
          )}
        </div>
      )}
      {doing === 'set-up' && <SetUp on={factor.on} done={done} />}
      {doing === 'remove' && <Remove done={done} />}
      {doing === 'codes' && <NewCodes done={done} />}
    </section>
  );
}

function SetUp({ on, done }: { on: boolean; done: () => void }) {
  const { t } = useText();
  const id = useId();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const offer = useMutation({ mutationFn: () => own.factor(password, code) });
  if (offer.data) return <Enrol offer={offer.data} confirm={own.confirm} done={done} />;
  const sent = (event: FormEvent) => {
    event.preventDefault();
    if (password && !offer.isPending) offer.mutate();
  };
  return (
    <form className="code-form" onSubmit={sent} noValidate>
      <label htmlFor={`${id}-password`}>{t('account.password-now')}</label>
      <input
        id={`${id}-password`}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {on && (
        <>
          <label htmlFor={`${id}-code`}>{t('account.code')}</label>
          <input
            id={`${id}-code`}
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </>
      )}
      {offer.error && <ProblemView failure={offer.error} />}
      <button type="submit" className="primary" disabled={!password || offer.isPending}>
        {t('account.factor-next')}
      </button>
    </form>
  );
}

function Remove({ done }: { done: () => void }) {
  const remove = useMutation({ mutationFn: own.remove, onSuccess: done });
  return (
    <CodeForm send={remove.mutate} busy={remove.isPending} failure={remove.error} submit="account.factor-remove" />
  );
}

function NewCodes({ done }: { done: () => void }) {
  const codes = useMutation({ mutationFn: own.codes });
  if (codes.data) return <RecoveryCodes codes={codes.data.codes} done={done} />;
  return <CodeForm send={codes.mutate} busy={codes.isPending} failure={codes.error} submit="account.factor-codes" />;
}
