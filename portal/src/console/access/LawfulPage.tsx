import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { lawful } from '../../api/lawful';
import type { Law, Lawful } from '../../api/contract';
import { fromLocalInput, localInput, moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { FormDialog, type Field } from './FormDialog';

const DAY = 86_400_000;

/** What I asked to read by law: on which document, what of whose record, and where it stands. */
export default function LawfulPage() {
  const { t } = useText();
  const { role } = useSession();
  const [asking, ask] = useState(false);
  const laws = useQuery({
    queryKey: ['participants', 'laws', null],
    queryFn: ({ signal }) => lawful.laws(null, signal),
  });
  const query = useQuery({ queryKey: ['participants', 'lawful'], queryFn: ({ signal }) => lawful.list(signal) });
  const mine = laws.data?.laws.filter((law) => law.role === role) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.lawful')}</h1>
        <Button type="primary" disabled={mine.length === 0} onClick={() => ask(true)} data-test="ask-by-law">
          {t('lawful.ask')}
        </Button>
      </div>
      <p className="lead">
        {t('lawful.lead')} <Link href="/access/laws">{t('nav.laws')}</Link>
      </p>
      {laws.error && <ProblemView failure={laws.error} again={() => void laws.refetch()} />}
      <Shown query={query} lines={6}>
        {({ readings }) =>
          readings.length === 0 ? <Empty title={t('lawful.none')} /> : <Readings readings={readings} />
        }
      </Shown>
      {asking && <AskDialog laws={mine} close={() => ask(false)} />}
    </>
  );
}

function Readings({ readings }: { readings: Lawful[] }) {
  const { t, say, word, language } = useText();
  return (
    <Grid
      label={t('nav.lawful')}
      rows={readings}
      keyOf={({ id }) => id}
      columns={[
        { title: t('lawful.asked'), cell: ({ askedAt }) => moment(language, askedAt) },
        { title: t('lawful.about'), cell: ({ about }) => about || '—' },
        {
          title: t('lawful.basis'),
          cell: (one) => (
            <span className="long">
              {say(one.basis)}
              <br />
              <span className="fine">{[one.authority, one.document, one.words].filter(Boolean).join(' · ')}</span>
            </span>
          ),
        },
        {
          title: t('lawful.what'),
          cell: ({ categories }) => (
            <span className="long">{categories.map(({ text }) => say(text)).join(t('list.comma'))}</span>
          ),
        },
        {
          title: t('lawful.state'),
          cell: (one) => (
            <span className="long">
              <b>{word('lawful-state', one.state)}</b> {one.answerWords}
              {one.state === 'OPEN' && <Opened reading={one} />}
            </span>
          ),
        },
      ]}
    />
  );
}

function Opened({ reading }: { reading: Lawful }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => lawful.end(reading.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['participants'] }),
  });
  return (
    <>
      <br />
      <span className="fine">{t('lawful.until', { at: moment(language, reading.until) })}</span>
      <br />
      <Link href={`/access/lawful/${reading.patient}`}>{t('lawful.read')}</Link>{' '}
      <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
        {t('lawful.end')}
      </Button>
      {end.error && <ProblemView failure={end.error} />}
    </>
  );
}

function AskDialog({ laws, close }: { laws: Law[]; close: () => void }) {
  const { say } = useText();
  const one = (id: string | undefined) => laws.find((law) => law.id === id);
  const fields: Field[] = [
    {
      name: 'law',
      label: 'lawful.basis',
      options: laws.map((law) => ({ value: law.id, label: `${say(law.title)} · ${say(law.law)}` })),
    },
    { name: 'patient', label: 'lawful.patient', hint: 'lawful.patient-hint' },
    { name: 'authority', label: 'lawful.authority', when: ({ law }) => one(law)?.document ?? false },
    { name: 'document', label: 'lawful.document', when: ({ law }) => one(law)?.document ?? false },
    { name: 'words', label: 'lawful.words', hint: 'lawful.words-hint', long: true },
    { name: 'careFrom', label: 'lawful.care-from', type: 'datetime-local' },
    {
      name: 'tell',
      label: 'lawful.tell',
      hint: 'lawful.tell-hint',
      type: 'datetime-local',
      optional: true,
      when: ({ law }) => one(law)?.tell === 'NOT_BEFORE',
    },
  ];
  const instant = (value: string | undefined) => fromLocalInput(value ?? '')?.toISOString() ?? null;
  return (
    <FormDialog
      title="lawful.ask"
      fields={fields}
      start={{ law: laws[0]?.id ?? '', careFrom: localInput(new Date(Date.now() - 30 * DAY)) }}
      send={(values) =>
        lawful.ask({ ...values, careFrom: instant(values['careFrom']), tell: instant(values['tell']), categories: [] })
      }
      done={() => undefined}
      close={close}
    />
  );
}
