import { useId, useState, type FormEvent } from 'react';
import { ProblemView } from '../Problem';
import { useText, type TextKey } from '../text';

/** A code of the authenticator, and a button. */
export function CodeForm({
  send,
  busy,
  failure,
  label = 'account.code',
  hint = 'account.code-hint',
  submit = 'account.code-do',
}: {
  send: (code: string) => void;
  busy: boolean;
  failure: unknown;
  label?: TextKey;
  hint?: TextKey | null;
  submit?: TextKey;
}) {
  const { t } = useText();
  const id = useId();
  const [code, set] = useState('');
  const sent = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!busy && code.trim()) send(code.trim());
  };
  return (
    <form className="code-form" onSubmit={sent} noValidate>
      <label htmlFor={id}>{t(label)}</label>
      <input
        id={id}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={code}
        onChange={(event) => set(event.target.value)}
      />
      {hint && (
        <p className="fine" id={`${id}-hint`}>
          {t(hint)}
        </p>
      )}
      {failure != null && <ProblemView failure={failure} />}
      <button type="submit" className="primary" disabled={busy || !code.trim()}>
        {t(submit)}
      </button>
    </form>
  );
}
