import { useId, useState, type FormEvent } from 'react';
import { ProblemView } from '../Problem';
import { useText, type TextKey } from '../text';

/** A password that the person chooses, typed twice; with the present one where {@code known}. */
export function NewPassword({
  known,
  send,
  busy,
  failure,
  submit = 'account.password-change',
}: {
  known: boolean;
  send: (next: string, present: string) => void;
  busy: boolean;
  failure: unknown;
  submit?: TextKey;
}) {
  const { t } = useText();
  const id = useId();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== next;
  const ready = next !== '' && next === again && (!known || present !== '');
  const sent = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) send(next, present);
  };
  const field = (name: string, label: TextKey, value: string, set: (value: string) => void, complete: string) => (
    <>
      <label htmlFor={`${id}-${name}`}>{t(label)}</label>
      <input
        id={`${id}-${name}`}
        type="password"
        autoComplete={complete}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    </>
  );
  return (
    <form className="code-form" onSubmit={sent} noValidate>
      {known && field('present', 'account.password-now', present, setPresent, 'current-password')}
      {field('next', 'account.password-new', next, setNext, 'new-password')}
      {field('again', 'account.password-again', again, setAgain, 'new-password')}
      {differs && (
        <p className="fine warn" role="status">
          {t('account.password-differs')}
        </p>
      )}
      {failure != null && <ProblemView failure={failure} />}
      <button type="submit" className="primary" disabled={!ready || busy}>
        {t(submit)}
      </button>
    </form>
  );
}
