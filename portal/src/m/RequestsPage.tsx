import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { access } from '../api/client';
import type { AccessRequest, RequestState } from '../api/contract';
import { moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { Empty, Shown } from '../shared/states';
import { useText } from '../shared/text';
import { useActing } from './proxies/ward';
import { useRequests } from './requests';

const RuleCards = lazy(() => import('./rules/RuleCards'));
const AllowedApps = lazy(() => import('./AllowedApps'));

const TABS = ['waiting', 'given', 'past'] as const;
type Tab = (typeof TABS)[number];
const STATES: Record<Tab, RequestState[]> = {
  waiting: ['REQUESTED'],
  given: ['GRANTED'],
  past: ['REVOKED', 'REFUSED', 'EXPIRED'],
};

/** Requests about me by where they stand: to answer, given, over. The tab stands in the URL. */
export function RequestsPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const tab = TABS.find((one) => one === search.get('tab')) ?? 'waiting';
  const query = useRequests();
  const { ward } = useActing();
  const [revoked, setRevoked] = useState<string | null>(null);
  return (
    <>
      <h1>{t('requests.title')}</h1>
      <div className="segments" role="group" aria-label={t('requests.title')}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={tab === one}
            onClick={() => {
              setRevoked(null);
              change({ tab: one }, { replace: true });
            }}
          >
            {t(`requests.tab.${one}`)}
          </button>
        ))}
      </div>
      <div aria-live="polite">
        {revoked && (
          <p className="notice" data-test="revoked">
            {t('requests.revoked', { who: revoked })}
          </p>
        )}
      </div>
      {tab !== 'waiting' && (
        <Suspense fallback={null}>
          <RuleCards over={tab === 'past'} />
        </Suspense>
      )}
      {tab !== 'waiting' && <h2>{t('requests.asked')}</h2>}
      <Shown query={query}>
        {({ requests }) => {
          const shown = requests.filter(({ state }) => STATES[tab].includes(state));
          if (shown.length === 0) return <Empty title={t(`requests.none.${tab}`)}>{t('requests.none-hint')}</Empty>;
          return (
            <ul className="cards">
              {shown.map((one) => (
                <RequestCard key={one.id} request={one} revoked={setRevoked} />
              ))}
            </ul>
          );
        }}
      </Shown>
      {tab === 'given' && ward === null && (
        <Suspense fallback={null}>
          <AllowedApps />
        </Suspense>
      )}
    </>
  );
}

function RequestCard({ request, revoked }: { request: AccessRequest; revoked: (who: string) => void }) {
  const { t, say, word, language } = useText();
  const { mayAct } = useActing();
  return (
    <li className="card request" data-test="request" data-state={request.state}>
      <p className="card-head">
        <strong>{request.institution.name}</strong>
        <span className={`state ${request.state.toLowerCase()}`}>{word('request-state', request.state)}</span>
      </p>
      <p className="sentence">{say(request.sentence)}</p>
      <p className="fine">
        {t('requests.asked-at', { at: moment(language, request.askedAt) })}
        {request.answeredAt &&
          ` · ${t(request.state === 'REVOKED' ? 'requests.revoked-at' : 'requests.answered-at', { at: moment(language, request.answeredAt) })}`}
        {request.answerer && ` · ${t('requests.answered-by', { who: request.answerer })}`}
      </p>
      {request.state === 'REQUESTED' && mayAct && (
        <Link className="button primary" href={`/requests/${request.id}`}>
          {t('requests.answer')}
        </Link>
      )}
      {request.state === 'GRANTED' && mayAct && <Revoke request={request} revoked={revoked} />}
    </li>
  );
}

/** Two steps on the spot, so that a slip of the thumb takes nothing away. */
function Revoke({ request, revoked }: { request: AccessRequest; revoked: (who: string) => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => access.revoke(request.id),
    onSuccess: () => {
      revoked(request.institution.name);
      return client.invalidateQueries({ queryKey: ['access'] });
    },
  });
  if (!sure)
    return (
      <button type="button" className="danger" onClick={() => setSure(true)}>
        {t('requests.revoke')}
      </button>
    );
  return (
    <div className="confirm" role="group" aria-label={t('requests.revoke')}>
      <p>{t('requests.revoke-sure', { who: request.institution.name })}</p>
      {revoke.error && <ProblemView failure={revoke.error} />}
      <div className="pair">
        <button type="button" onClick={() => setSure(false)}>
          {t('requests.keep')}
        </button>
        <button type="button" className="danger full" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('requests.revoke-now')}
        </button>
      </div>
    </div>
  );
}
