import { lazy, Suspense } from 'react';
import { Problem, UNREADABLE } from '../api/http';
import { useText } from './text';

/** These pages failed themselves. */
const PAGE_FAILED = 'portal.page-failed';

const ProveAgain = lazy(() => import('./account/ProveAgain'));

/** The platform wants to see the second factor before it does this. */
const PROVE_AGAIN = 'access.prove-again';

/**
 * What, why and mend of a failure in words: these pages' own where they know the code, for the platform speaks English
 * only; else the platform's. Of a failure of the page itself, nothing but that it is one.
 */
export function useProblem(failure: unknown) {
  const { failure: own } = useText();
  const problem = failure instanceof Problem ? failure : new Problem(0, PAGE_FAILED, '', '', '', [], null);
  const known = own(problem.code, 'what') ? problem.code : problem.what ? null : UNREADABLE;
  const part = (name: 'what' | 'why' | 'mend') => (known && own(known, name)) || problem[name];
  return { what: part('what'), why: part('why'), mend: part('mend'), code: problem.code, traceId: problem.traceId };
}

/** A refusal or a failure: what is wrong, why, what to do about it, and what to tell support. */
export function ProblemView({ failure, again }: { failure: unknown; again?: (() => void) | undefined }) {
  const { t } = useText();
  const { what, why, mend, code, traceId } = useProblem(failure);
  return (
    <section className="problem" role="alert" data-test="problem" data-code={code}>
      <h2>{what}</h2>
      <dl>
        {why && (
          <div>
            <dt>{t('problem.why')}</dt>
            <dd>{why}</dd>
          </div>
        )}
        {mend && (
          <div>
            <dt>{t('problem.mend')}</dt>
            <dd>{mend}</dd>
          </div>
        )}
      </dl>
      <p className="fine">
        {t('problem.code', { code })}
        {traceId && ` · ${t('problem.trace', { trace: traceId })}`}
      </p>
      {code === PROVE_AGAIN && (
        <Suspense>
          <ProveAgain />
        </Suspense>
      )}
      {again && (
        <button type="button" onClick={again}>
          {t('problem.again')}
        </button>
      )}
    </section>
  );
}
