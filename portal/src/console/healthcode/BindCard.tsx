import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CARD_KINDS, healthCode, type Accepted, type CardKind } from '../../api/healthcode';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

const LOCAL: readonly CardKind[] = ['HOSPITAL_CARD', 'LOCAL_PATIENT'];

/** Binds a number of this hospital, or a card that holds everywhere, to whoever was verified just now. */
export function BindCard({ code }: { code: Accepted }) {
  const { t, word } = useText();
  const [kind, choose] = useState<CardKind>('LOCAL_PATIENT');
  const [number, typeNumber] = useState('');
  const [factor, typeFactor] = useState('');
  const everywhere = !LOCAL.includes(kind);
  const bind = useMutation({
    mutationFn: () => healthCode.map(code.code, kind, number.trim(), everywhere ? factor.trim() : undefined),
  });
  if (!code.local) return null;
  return (
    <details className="bind" data-test="bind">
      <summary>{t('bind.title')}</summary>
      <form
        className="take"
        onSubmit={(event) => {
          event.preventDefault();
          bind.mutate();
        }}
      >
        <label>
          <span>{t('window.card-kind')}</span>
          <select value={kind} onChange={({ target }) => choose(target.value as CardKind)}>
            {CARD_KINDS.map((one) => (
              <option key={one} value={one}>
                {word('card-kind', one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('window.card-number')}</span>
          <input value={number} autoComplete="off" onChange={({ target }) => typeNumber(target.value)} />
        </label>
        {everywhere && (
          <label>
            <span>{t('outcome.factor')}</span>
            <input value={factor} autoComplete="off" onChange={({ target }) => typeFactor(target.value)} />
          </label>
        )}
        <button
          type="submit"
          disabled={bind.isPending || number.trim().length < 4 || (everywhere && factor.trim().length < 4)}
        >
          {t('bind.now')}
        </button>
        {bind.error && <ProblemView failure={bind.error} />}
        {bind.data && (
          <p className="notice" role="status" data-test="bound">
            {t('bind.done', { kind: word('card-kind', bind.data.kind), number: bind.data.number })}
          </p>
        )}
      </form>
    </details>
  );
}
