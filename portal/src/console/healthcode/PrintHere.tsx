import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { healthCode, type Accepted } from '../../api/healthcode';
import { masked, Paper } from '../../shared/Paper';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { purposeOf } from './shown';

/**
 * Prints the code of somebody without a phone, who is there and says so with the second factor.
 *
 * @param told the second factor where it was told for the verification
 */
export function PrintHere({ code, told }: { code: Accepted; told: string | null }) {
  const { t } = useText();
  const [proof, type] = useState(told ?? '');
  const print = useMutation({
    mutationFn: () => {
      const given = proof.trim();
      return healthCode.print(code.code, purposeOf(given) ? { text: given } : { factor: given });
    },
  });
  if (!code.local) return null;
  return (
    <details className="bind" data-test="print-here">
      <summary>{t('print-here.title')}</summary>
      {print.data ? (
        <>
          <div className="printed-alone">
            <Paper name={masked(code.holder.name)} shown={print.data} size="card" />
          </div>
          <button type="button" className="primary" onClick={() => globalThis.print()}>
            {t('print.now')}
          </button>
        </>
      ) : (
        <form
          className="take"
          onSubmit={(event) => {
            event.preventDefault();
            print.mutate();
          }}
        >
          <p className="fine">{t('print-here.why')}</p>
          <label>
            <span>{t('print-here.proof')}</span>
            <input
              value={proof}
              autoComplete="off"
              spellCheck={false}
              maxLength={2_000}
              onChange={({ target }) => type(target.value)}
            />
          </label>
          <button type="submit" disabled={print.isPending || proof.trim().length < 4}>
            {t('print.make')}
          </button>
          {print.error && <ProblemView failure={print.error} />}
        </form>
      )}
    </details>
  );
}
