import { useMutation } from '@tanstack/react-query';
import { healthCode } from '../../api/healthcode';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

/** Applies for a code for somebody who is registered here under this number and has none, such as an elder without a phone. */
export function ApplyHere({ number, done }: { number: string; done: () => void }) {
  const { t } = useText();
  const apply = useMutation({ mutationFn: () => healthCode.applyFor(number), onSuccess: done });
  return (
    <>
      {apply.error && <ProblemView failure={apply.error} />}
      <button type="button" className="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
        {t('outcome.apply-here')}
      </button>
    </>
  );
}
