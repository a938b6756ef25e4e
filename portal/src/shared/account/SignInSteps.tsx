import type { ComponentProps } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { steps } from '../../api/own';
import type { Session } from '../../api/contract';
import { ProblemView } from '../Problem';
import { Loading } from '../states';
import { useText } from '../text';
import { AccountText } from './AccountText';
import { CodeForm } from './CodeForm';
import { Enrol } from './Enrol';
import { NewPassword } from './NewPassword';

/** What a sign-in asks after the password, one step at a time. */
function Inner({ session, go, back }: { session: Session; go: (session: Session) => void; back: () => void }) {
  const { t } = useText();
  return (
    <>
      {session.next === 'CODE' && <Code go={go} />}
      {session.next === 'ENROL' && <FirstFactor go={go} />}
      {session.next === 'PASSWORD' && <FirstPassword go={go} />}
      <button type="button" className="quiet" onClick={back}>
        {t('sign-in.back')}
      </button>
    </>
  );
}

function Code({ go }: { go: (session: Session) => void }) {
  const { t } = useText();
  const show = useMutation({ mutationFn: steps.showCode, onSuccess: go });
  return (
    <>
      <h1>{t('sign-in.code-title')}</h1>
      <p className="lead">{t('sign-in.code-lead')}</p>
      <CodeForm send={show.mutate} busy={show.isPending} failure={show.error} />
    </>
  );
}

function FirstFactor({ go }: { go: (session: Session) => void }) {
  const { t } = useText();
  const offer = useQuery({ queryKey: ['enrol'], queryFn: steps.enrol, staleTime: Infinity, gcTime: 0, retry: false });
  const done = useMutation({ mutationFn: steps.afterEnrolment, onSuccess: go });
  return (
    <>
      <h1>{t('sign-in.enrol-title')}</h1>
      <p className="lead">{t('sign-in.enrol-lead')}</p>
      {offer.error && <ProblemView failure={offer.error} />}
      {offer.isPending && <Loading />}
      {offer.data && <Enrol offer={offer.data} confirm={steps.enrolled} done={() => done.mutate()} />}
      {done.error && <ProblemView failure={done.error} />}
    </>
  );
}

function FirstPassword({ go }: { go: (session: Session) => void }) {
  const { t } = useText();
  const replace = useMutation({ mutationFn: steps.replacePassword, onSuccess: go });
  return (
    <>
      <h1>{t('sign-in.password-title')}</h1>
      <p className="lead">{t('sign-in.password-lead')}</p>
      <NewPassword
        known={false}
        send={(next) => replace.mutate(next)}
        busy={replace.isPending}
        failure={replace.error}
      />
    </>
  );
}

/** What a sign-in asks after the password, in its words. */
export default function SignInSteps(steps: ComponentProps<typeof Inner>) {
  return (
    <AccountText>
      <Inner {...steps} />
    </AccountText>
  );
}
