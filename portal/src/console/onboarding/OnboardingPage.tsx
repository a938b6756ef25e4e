import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { onboarding, type Onboarding, type Step } from '../../api/onboarding';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Command } from './Command';
import { Conformance } from './Conformance';
import { Counts } from './Counts';
import { Tried } from './Tried';
import { useDeed } from './deed';
import './onboarding.css';

/** The way of one system: each step with what the platform sees of it, and what to do next. */
export default function OnboardingPage() {
  const { client = '' } = useParams();
  const query = useQuery({
    queryKey: ['participants', 'onboarding', client],
    queryFn: ({ signal }) => onboarding.view(client, signal),
    refetchInterval: 5_000,
  });
  return (
    <Shown query={query} lines={8}>
      {(view) => <Way view={view} />}
    </Shown>
  );
}

function Way({ view }: { view: Onboarding }) {
  const { t, word } = useText();
  return (
    <>
      <Link className="back" href="/onboarding">
        {t('onboarding.all')}
      </Link>
      <div className="page-head">
        <h1>
          {view.name} <code>{view.client}</code>
        </h1>
      </div>
      <p className="banner" role="status" data-test="next">
        {view.live ? t('onboarding.is-live') : t('onboarding.next', { step: word('onboarding-step', view.next) })}
      </p>
      <ol className="steps">
        {view.steps.map(({ step, done }) => (
          <li key={step} data-step={step} className={done ? 'done' : view.next === step ? 'next' : undefined}>
            <h2>
              {word('onboarding-step', step)}{' '}
              <span className="standing">{t(done ? 'onboarding.done' : 'onboarding.open')}</span>
            </h2>
            {body(step, view)}
          </li>
        ))}
      </ol>
      <p className="fine">{t('onboarding.edition', { edition: view.asked.edition })}</p>
    </>
  );
}

function body(step: Step, view: Onboarding): ReactNode {
  switch (step) {
    case 'INSTITUTION':
      return (
        <p>
          <code>{view.institution}</code>
        </p>
      );
    case 'KEYS':
      return <Keys view={view} />;
    case 'SANDBOX':
      return <Tried view={view} />;
    case 'CONFORMANCE':
      return <Conformance view={view} />;
    case 'COUNTS':
      return <Counts view={view} />;
    case 'APPROVAL':
      return <Approval view={view} />;
    case 'MONITORING':
      return <Monitoring view={view} />;
  }
}

function Keys({ view }: { view: Onboarding }) {
  const { t } = useText();
  return (
    <>
      <p>
        <code className="long">{view.keys}</code>
      </p>
      {!view.active && <p className="warn">{t('onboarding.closed-hint')}</p>}
      {view.application && <p className="fine">{t('onboarding.known-as', { application: view.application })}</p>}
      <details>
        <summary>{t('onboarding.try-key')}</summary>
        <Command text={`./tongmai token --to ${view.sandbox?.url ?? 'URL'} --client ${view.client} --key his.jwk`} />
      </details>
    </>
  );
}

function Approval({ view }: { view: Onboarding }) {
  const { t, word, language } = useText();
  const operator = useSession().role === 'OPERATOR';
  const [sure, ask] = useState(false);
  const approving = useDeed(view.client, () => onboarding.approve(view.client));
  const returning = useDeed(view.client, () => onboarding.back(view.client));
  const open = view.steps.filter(({ step, done }) => !done && step !== 'APPROVAL' && step !== 'MONITORING');
  if (view.live)
    return (
      <>
        <p>{t('onboarding.approved', { by: view.liveBy ?? '', time: moment(language, view.liveAt) })}</p>
        {operator &&
          (sure ? (
            <p className="buttons">
              <Button danger loading={returning.isPending} onClick={() => returning.mutate(undefined)}>
                {t('onboarding.back-sure')}
              </Button>
              <Button onClick={() => ask(false)}>{t('cancel')}</Button>
            </p>
          ) : (
            <Button onClick={() => ask(true)}>{t('onboarding.back')}</Button>
          ))}
        {returning.error && <ProblemView failure={returning.error} />}
      </>
    );
  return (
    <>
      <p>
        {open.length > 0
          ? t('onboarding.waits-for', { steps: open.map(({ step }) => word('onboarding-step', step)).join('、') })
          : t(operator ? 'onboarding.may-approve' : 'onboarding.waits-for-operator')}
      </p>
      {operator && (
        <Button
          type="primary"
          disabled={open.length > 0}
          loading={approving.isPending}
          onClick={() => approving.mutate(undefined)}
        >
          {t('onboarding.approve')}
        </Button>
      )}
      {approving.error && <ProblemView failure={approving.error} />}
    </>
  );
}

function Monitoring({ view }: { view: Onboarding }) {
  const { t, language } = useText();
  const silent = view.feeds.filter(({ silentSince }) => silentSince);
  return (
    <>
      <p>
        {silent.length > 0
          ? silent
              .map(({ kind, silentSince }) =>
                t('onboarding.silent-since', { kind, time: moment(language, silentSince) }),
              )
              .join('；')
          : t(view.live ? 'onboarding.watching' : 'onboarding.watch-later')}
      </p>
      {view.feeds.length > 0 && (
        <ul className="plain">
          {view.feeds.map(({ system, kind, newest }) => (
            <li key={system + kind}>
              <code>{kind}</code> {t('onboarding.newest', { time: moment(language, newest) })}
            </li>
          ))}
        </ul>
      )}
      <Link href="/onboarding/volumes">{t('nav.volumes')}</Link>
    </>
  );
}
