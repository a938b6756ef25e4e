import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { access, emergencies } from '../../api/client';
import type { AccessRequest, AccessState, RecordHeader } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { AskDialog } from './AskDialog';
import { EmergencyDialog } from './EmergencyDialog';

/** What I may see of this record and on what ground; the state of my request, live; and how to ask. */
export function AccessPanel({ record }: { record: RecordHeader }) {
  const { t, say } = useText();
  const [asking, setAsking] = useState(false);
  const [pressing, setPressing] = useState(false);
  const { state, until, sentence } = record.access;
  const requests = useQuery({
    queryKey: ['access', 'requests', record.patient],
    queryFn: ({ signal }) => access.requests({ patient: record.patient }, signal),
  });
  const open = requests.data?.requests.find((request) => request.state === 'REQUESTED');
  const granted = requests.data?.requests.find((request) => request.state === 'GRANTED');
  const waiting = state === 'requested' || open !== undefined;
  const more = state === 'granted' && record.withheld;

  return (
    <section className="panel access" aria-labelledby="access-title" data-test="access-panel">
      <h2 id="access-title">{t('access.title')}</h2>
      <div aria-live="polite">
        {state === 'granted' &&
          (sentence ? (
            <p className="sentence">{say(sentence)}</p>
          ) : (
            <Scope line="access.granted" until={until} request={granted} />
          ))}
        {state === 'emergency' && <OpenEmergency patient={record.patient} until={until} />}
        {waiting && <Waiting request={open} />}
        {!waiting && isRefusal(state) && <Refusal state={state} />}
        {!waiting && state === 'own-only' && <p>{t('access.own-only')}</p>}
        {requests.error && <ProblemView failure={requests.error} again={() => void requests.refetch()} />}
      </div>
      {(state !== 'granted' || more) && !waiting && (
        <Button type={more ? 'default' : 'primary'} block onClick={() => setAsking(true)}>
          {t(more ? 'access.ask-more' : state === 'own-only' ? 'access.ask' : 'access.ask-again')}
        </Button>
      )}
      {(state !== 'granted' || record.withheld) && state !== 'emergency' && (
        <Button danger block onClick={() => setPressing(true)}>
          {t('emergency.button')}
        </Button>
      )}
      {pressing && <EmergencyDialog patient={record.patient} name={record.name} close={() => setPressing(false)} />}
      {asking && (
        <AskDialog
          name={record.name}
          send={(wish) => access.ask({ ...wish, patient: record.patient })}
          close={() => setAsking(false)}
        />
      )}
    </section>
  );
}

type RefusalState = Extract<AccessState, 'refused' | 'revoked' | 'expired'>;

function isRefusal(state: AccessState): state is RefusalState {
  return state === 'refused' || state === 'revoked' || state === 'expired';
}

/** The doctor has opened what the resident could not allow, and closes it when it is needed no more. */
function OpenEmergency({ patient, until }: { patient: string; until: string | null }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: async () => {
      const { emergencies: open } = await emergencies.list(patient);
      await Promise.all(open.map(({ id }) => emergencies.end(id)));
    },
    onSuccess: () => Promise.all(['access', 'portal'].map((each) => client.invalidateQueries({ queryKey: [each] }))),
  });
  return (
    <div className="sentence" data-test="emergency">
      <p>{t('emergency.is-open', { until: moment(language, until) })}</p>
      <p className="fine">{t('emergency.note')}</p>
      <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
        {t('emergency.end')}
      </Button>
      {end.error && <ProblemView failure={end.error} />}
    </div>
  );
}

function Waiting({ request }: { request: AccessRequest | undefined }) {
  const { t, language } = useText();
  return (
    <div data-test="requested">
      <p>
        <span className="state requested">{t('access.waiting')}</span>
      </p>
      {request && (
        <>
          <Scope line="access.asked" until={request.until} request={request} />
          <p className="fine">{t('access.asked-at', { at: moment(language, request.askedAt) })}</p>
        </>
      )}
    </div>
  );
}

/** Until when and which categories; the request's sentence itself speaks to the resident. */
function Scope({
  line,
  until,
  request,
}: {
  line: 'access.granted' | 'access.asked';
  until: string | null;
  request: AccessRequest | undefined;
}) {
  const { t, word, language } = useText();
  const categories = request?.categories ?? [];
  return (
    <div className="sentence">
      <p>{t(line, { until: moment(language, until) })}</p>
      <p>
        {categories.length === 0
          ? t('scope.all')
          : categories.map((category) => word('category', category)).join(t('list.comma'))}
        {request &&
          request.classes.length > 0 &&
          t('list.comma') + request.classes.map((special) => word('class', special)).join(t('list.comma'))}
      </p>
    </div>
  );
}

/** What, why and mend of access that the resident does not give, or no longer. */
function Refusal({ state }: { state: RefusalState }) {
  const { t } = useText();
  return (
    <div className="problem" role="alert" data-test="refusal" data-state={state}>
      <h3>{t(`access.${state}.what`)}</h3>
      <dl>
        <div>
          <dt>{t('problem.why')}</dt>
          <dd>{t(`access.${state}.why`)}</dd>
        </div>
        <div>
          <dt>{t('problem.mend')}</dt>
          <dd>{t('access.refused.mend')}</dd>
        </div>
      </dl>
    </div>
  );
}
