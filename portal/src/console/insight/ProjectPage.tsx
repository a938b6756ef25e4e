import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { insight, type Project, type ProjectView } from '../../api/insight';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { RiskView } from './RiskView';

const AGAIN = 2_000;

/** A research project: what is asked, how far it is, what would leave, and what can be done now. */
export default function ProjectPage() {
  const { project: id = '' } = useParams();
  const query = useQuery({
    queryKey: ['insight', id],
    queryFn: ({ signal }) => insight.one(id, signal),
    refetchInterval: ({ state }) =>
      state.data?.project.state === 'EXTRACTING' && !state.data.project.extraction.stopped ? AGAIN : false,
  });
  return (
    <Shown query={query} lines={8}>
      {(view) => <Whole view={view} />}
    </Shown>
  );
}

function Whole({ view }: { view: ProjectView }) {
  const { t, word, language } = useText();
  const { role } = useSession();
  const { project, events } = view;
  const { asked, state, extraction } = project;
  return (
    <>
      <h1>{asked.title}</h1>
      <p className="lead" data-test="state" data-state={state}>
        <span className="state">{word('project-state', state)}</span>{' '}
        {state === 'EXTRACTING' && t('insight.progress', { done: extraction.done, parts: extraction.parts })}
        {extraction.stopped && ` · ${t('insight.stopped')}${extraction.problem ? ` (${extraction.problem})` : ''}`}
        {state === 'RELEASED' && project.expires && t('insight.expires', { at: moment(language, project.expires) })}
      </p>
      {project.reason && (
        <p className="notice">
          {t('insight.reason')}：{project.reason}
        </p>
      )}
      {role === 'RESEARCHER' ? <Owner project={project} /> : <Commission project={project} />}
      <h2>{t('insight.asked')}</h2>
      <AskedView project={project} columns={view.columns} />
      {project.finding && (
        <>
          <h2>{t('insight.risk')}</h2>
          <RiskView plan={asked.plan} finding={project.finding} columns={view.columns} />
          <p className="fine">{t('insight.refused', { count: extraction.refused })}</p>
        </>
      )}
      {role === 'ETHICS' && state === 'EXTRACTED' && project.finding?.steps.length !== 0 && <Sample id={project.id} />}
      <h2>{t('insight.events')}</h2>
      <Grid
        label={t('insight.events')}
        rows={events}
        keyOf={({ at, what }) => at + what}
        columns={[
          { title: t('insight.at'), cell: ({ at }) => moment(language, at) },
          { title: t('insight.who'), cell: ({ name }) => name },
          { title: t('insight.what'), cell: ({ what }) => word('project-event', what) },
          { title: t('insight.words'), cell: ({ words }) => <span className="long">{words || '—'}</span> },
        ]}
      />
    </>
  );
}

function AskedView({ project, columns }: { project: Project; columns: string[] }) {
  const { t, word } = useText();
  const { asked } = project;
  const { plan } = asked;
  const lines: [string, string][] = [
    [t('insight.owner'), `${project.ownerName} · ${asked.institution} · ${asked.principal}`],
    [t('insight.purpose'), asked.purpose],
    [t('insight.approval'), `${asked.approval}（${t('insight.until', { day: asked.approvedUntil })}）`],
    [t('insight.use'), t('insight.until', { day: asked.until })],
    [t('insight.kind'), `${word('project-kind', plan.kind)} · ${plan.codes.join(' ') || t('insight.all-codes')}`],
    [t('insight.period'), `${plan.from} – ${plan.until}`],
    [t('insight.shape'), word('project-shape', plan.shape)],
    [t('insight.columns'), columns.map((column) => word('project-column', column)).join('、')],
    [t('insight.classes'), plan.classes.join('、') || t('insight.no-classes')],
    [
      t('insight.limits'),
      `k ≥ ${plan.limits.k}，l ≥ ${plan.limits.l}，${t('insight.most-suppressed', { share: plan.limits.suppressed * 100 })}`,
    ],
  ];
  return (
    <dl className="facts">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="long">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Owner({ project }: { project: Project }) {
  const { t } = useText();
  const client = useQueryClient();
  const moved = useMutation({
    mutationFn: (step: 'submit' | 'stop' | 'resume' | 'close') => insight.step(project.id, step),
    onSettled: () => client.invalidateQueries({ queryKey: ['insight'] }),
  });
  const { state, extraction } = project;
  const editable = state === 'DRAFT' || state === 'REFUSED';
  return (
    <>
      <div className="buttons">
        {editable && <Link href={`/insight/projects/${project.id}/edit`}>{t('insight.edit')}</Link>}
        {state === 'DRAFT' && (
          <Button type="primary" loading={moved.isPending} onClick={() => moved.mutate('submit')}>
            {t('insight.submit')}
          </Button>
        )}
        {state === 'EXTRACTING' && (
          <Button onClick={() => moved.mutate(extraction.stopped ? 'resume' : 'stop')}>
            {t(extraction.stopped ? 'insight.resume' : 'insight.stop')}
          </Button>
        )}
        {state === 'RELEASED' && (
          <a href={insight.data(project.id)} download>
            {t('insight.download')}
          </a>
        )}
        {state !== 'CLOSED' && (
          <Button danger onClick={() => moved.mutate('close')}>
            {t('insight.close')}
          </Button>
        )}
      </div>
      {state !== 'CLOSED' && <p className="fine">{t('insight.close-hint')}</p>}
      {moved.error && <ProblemView failure={moved.error} />}
    </>
  );
}

function Commission({ project }: { project: Project }) {
  const { t } = useText();
  const client = useQueryClient();
  const [reason, say] = useState('');
  const step = project.state === 'SUBMITTED' ? 'decide' : 'review';
  const decided = useMutation({
    mutationFn: (yes: boolean) => insight.decide(project.id, step, yes, reason),
    onSuccess: () => {
      say('');
      return client.invalidateQueries({ queryKey: ['insight'] });
    },
  });
  if (project.state !== 'SUBMITTED' && project.state !== 'EXTRACTED') return null;
  const missed = project.state === 'EXTRACTED' && project.finding?.steps.length === 0;
  return (
    <div className="ask">
      <p>{t(step === 'decide' ? 'insight.decide-hint' : 'insight.review-hint')}</p>
      <div className="field">
        <label htmlFor="reason">{t('insight.reason')}</label>
        <textarea id="reason" rows={3} value={reason} onChange={({ target }) => say(target.value)} />
      </div>
      <div className="buttons">
        <Button
          type="primary"
          disabled={!reason.trim() || missed}
          loading={decided.isPending}
          onClick={() => decided.mutate(true)}
        >
          {t(step === 'decide' ? 'insight.approve' : 'insight.release')}
        </Button>
        <Button danger disabled={!reason.trim()} onClick={() => decided.mutate(false)}>
          {t(step === 'decide' ? 'insight.refuse' : 'insight.hold-back')}
        </Button>
      </div>
      {decided.error && <ProblemView failure={decided.error} />}
    </div>
  );
}

function Sample({ id }: { id: string }) {
  const { t, word } = useText();
  const query = useQuery({ queryKey: ['insight', id, 'sample'], queryFn: ({ signal }) => insight.sample(id, signal) });
  return (
    <>
      <h2>{t('insight.sample')}</h2>
      <p className="fine">{t('insight.sample-hint')}</p>
      <Shown query={query} lines={6}>
        {({ rows: [head = [], ...rows] }) => (
          <Grid
            label={t('insight.sample')}
            rows={rows.map((cells, number) => ({ number, cells }))}
            keyOf={({ number }) => String(number)}
            columns={head.map((column, at) => ({
              title: word('project-column', column),
              cell: ({ cells }: { cells: string[] }) => cells[at] || '—',
            }))}
          />
        )}
      </Shown>
    </>
  );
}
