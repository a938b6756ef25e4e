import { useState } from 'react';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

/** Two steps on the spot, so that a slip of the thumb changes nothing. */
export function Confirm({
  label,
  sure,
  act,
  failure,
  pending,
}: {
  label: string;
  /** What will happen, and the question. */
  sure: string;
  act: () => void;
  failure: unknown;
  pending: boolean;
}) {
  const { t } = useText();
  const [asked, ask] = useState(false);
  if (!asked)
    return (
      <button type="button" className="danger" onClick={() => ask(true)}>
        {label}
      </button>
    );
  return (
    <div className="confirm" role="group" aria-label={label}>
      <p>{sure}</p>
      {failure != null && <ProblemView failure={failure} />}
      <div className="pair">
        <button type="button" onClick={() => ask(false)}>
          {t('code.not-now')}
        </button>
        <button type="button" className="danger full" disabled={pending} onClick={act}>
          {t('code.sure')}
        </button>
      </div>
    </div>
  );
}
