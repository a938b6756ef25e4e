import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { access } from '../api/client';
import type { AccessRequest } from '../api/contract';
import { moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { endOf, namedCategories, ScopeFields, scopeOf, type Scope } from '../shared/Scope';
import { Empty, Shown } from '../shared/states';
import { useText } from '../shared/text';
import { useActing } from './proxies/ward';
import { useRequests } from './requests';

/** One request: who, what, until when in one sentence; narrower if I like; then yes or no. */
export default function AnswerPage({ id }: { id: string }) {
  const { t } = useText();
  const { mayAct } = useActing();
  const query = useRequests();
  return (
    <>
      <p>
        <Link href="/requests">← {t('requests.title')}</Link>
      </p>
      <Shown query={query}>
        {({ requests }) => {
          const request = requests.find((one) => one.id === id);
          if (!request) return <Empty title={t('answer.unknown')} />;
          return request.state === 'REQUESTED' && mayAct ? (
            <Answer request={request} />
          ) : (
            <Answered request={request} />
          );
        }}
      </Shown>
    </>
  );
}

function Answer({ request }: { request: AccessRequest }) {
  const { t, say, word, language } = useText();
  const client = useQueryClient();
  const [scope, setScope] = useState<Scope>(() => scopeOf(request));
  const [editing, setEditing] = useState(false);
  const end = useMemo(() => endOf(scope, new Date()), [scope]);
  const categories = namedCategories(scope);
  const classes = [...scope.classes];
  const ready = end !== null && scope.categories.length > 0;
  const until = end?.toISOString() ?? '';
  const asked = useMemo(() => scopeOf(request), [request]);
  const changed = JSON.stringify(asked) !== JSON.stringify(scope);

  const preview = useQuery({
    queryKey: ['access', 'preview', request.id, categories, classes, until],
    queryFn: ({ signal }) => access.preview(request.id, categories, classes, until, signal),
    enabled: ready && changed,
    placeholderData: keepPreviousData,
  });
  const answer = useMutation({
    mutationFn: (grant: boolean) =>
      access.answer(request.id, !grant ? { grant } : changed ? { grant, categories, classes, until } : { grant }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  const sentence = changed ? (ready ? preview.data?.sentence : null) : request.sentence;

  const plain = (
    <p className="sentence big" aria-live="polite" data-test="sentence">
      {sentence ? say(sentence) : t(ready ? 'state.loading' : 'answer.incomplete')}
    </p>
  );

  return (
    <article className="answer">
      <h1>{t('answer.title', { who: request.institution.name })}</h1>
      {!editing && plain}
      {preview.error && changed && <ProblemView failure={preview.error} />}
      <dl className="facts">
        <dt>{t('answer.who')}</dt>
        <dd>
          {request.requester.name} · {request.institution.name}
        </dd>
        <dt>{t('answer.purpose')}</dt>
        <dd>{word('purpose', request.purpose)}</dd>
        {request.reason && (
          <>
            <dt>{t('answer.reason')}</dt>
            <dd>{request.reason}</dd>
          </>
        )}
        <dt>{t('answer.asked')}</dt>
        <dd>{moment(language, request.askedAt)}</dd>
      </dl>
      <button type="button" aria-expanded={editing} onClick={() => setEditing(!editing)}>
        {t(editing ? 'answer.close-edit' : 'answer.edit')}
      </button>
      {editing && (
        <div className="edit">
          <ScopeFields scope={scope} change={setScope} />
          {changed && (
            <button type="button" className="quiet" onClick={() => setScope(asked)}>
              {t('answer.as-asked')}
            </button>
          )}
        </div>
      )}
      {editing && plain}
      {answer.error && <ProblemView failure={answer.error} />}
      <div className="pair decide">
        <button type="button" disabled={answer.isPending} onClick={() => answer.mutate(false)}>
          {t('answer.refuse')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={answer.isPending || !ready}
          onClick={() => answer.mutate(true)}
        >
          {t('answer.grant')}
        </button>
      </div>
      <p className="fine">{t('answer.note')}</p>
    </article>
  );
}

function Answered({ request }: { request: AccessRequest }) {
  const { t, say, word } = useText();
  const granted = request.state === 'GRANTED';
  return (
    <article className="answered" data-test="answered" data-state={request.state}>
      <h1>{word('request-state', request.state)}</h1>
      <p className="sentence big">{say(request.sentence)}</p>
      <p>{t(granted ? 'answered.granted' : 'answered.not')}</p>
      <div className="pair">
        <Link className="button" href={granted ? '/requests?tab=given' : '/requests?tab=past'}>
          {t('answered.list')}
        </Link>
        <Link className="button primary" href="/">
          {t('tab.home')}
        </Link>
      </div>
    </article>
  );
}
