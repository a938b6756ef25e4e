import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from 'antd';
import { onboarding, type Onboarding } from '../../api/onboarding';
import { useSession } from '../../shared/session';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';
import { Grid } from '../Grid';
import './onboarding.css';

const FIELDS: Field[] = [
  { name: 'client', label: 'participants.client-id', hint: 'onboarding.client-hint' },
  { name: 'name', label: 'participants.name' },
  { name: 'application', label: 'onboarding.application', hint: 'onboarding.application-hint', optional: true },
  { name: 'kinds', label: 'onboarding.kinds', hint: 'onboarding.kinds-hint' },
  { name: 'keys', label: 'participants.keys', hint: 'participants.keys-hint', long: true },
];

/** Systems on their way to go live, with the gates that each still has before it. */
export default function OnboardingsPage() {
  const { t } = useText();
  const operator = useSession().role === 'OPERATOR';
  const [adding, add] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ['participants', 'onboardings'],
    queryFn: ({ pageParam, signal }) => onboarding.list(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.onboarding')}</h1>
        <Button type="primary" onClick={() => add(true)}>
          {t('onboarding.add')}
        </Button>
      </div>
      <p className="lead">{t(operator ? 'onboarding.lead-operator' : 'onboarding.lead')}</p>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.onboardings);
          const names = Object.assign({}, ...pages.map((page) => page.institutions)) as Record<string, string>;
          return rows.length === 0 ? (
            <Empty title={t('onboarding.none')}>{t('onboarding.none-hint')}</Empty>
          ) : (
            <Rows rows={rows} names={names} operator={operator} />
          );
        }}
      </Shown>
      <More query={query} />
      {adding && (
        <FormDialog
          title="onboarding.add"
          fields={operator ? [{ name: 'institution', label: 'participants.code' }, ...FIELDS] : FIELDS}
          send={onboarding.open}
          done={() => {}}
          close={() => add(false)}
        />
      )}
    </>
  );
}

function Rows({ rows, names, operator }: { rows: Onboarding[]; names: Record<string, string>; operator: boolean }) {
  const { t, word, language } = useText();
  return (
    <Grid
      label={t('nav.onboarding')}
      rows={rows}
      keyOf={({ client }) => client}
      columns={[
        {
          title: t('onboarding.system'),
          cell: ({ client, name }) => (
            <Link href={`/onboarding/${encodeURIComponent(client)}`}>
              {name} <code>{client}</code>
            </Link>
          ),
        },
        ...(operator
          ? [
              {
                title: t('statistics.institution'),
                cell: ({ institution }: Onboarding) => names[institution] ?? institution,
              },
            ]
          : []),
        { title: t('onboarding.gates'), cell: ({ steps }) => <Gates steps={steps} /> },
        {
          title: t('messages.state'),
          cell: (row) => {
            const silent = row.feeds.filter(({ silentSince }) => silentSince).length;
            if (!row.active) return <span className="warn">{t('onboarding.closed')}</span>;
            if (!row.live) return t('onboarding.next', { step: word('onboarding-step', row.next) });
            return silent > 0 ? (
              <Link href="/onboarding/volumes" className="warn">
                {t('onboarding.silent-count', { count: silent })}
              </Link>
            ) : (
              t('onboarding.live-since', { time: moment(language, row.liveAt) })
            );
          },
        },
      ]}
    />
  );
}

/** Each gate as a mark; in words for those who do not see it. */
function Gates({ steps }: { steps: Onboarding['steps'] }) {
  const { t, word } = useText();
  const gates = steps.filter(({ step }) => step !== 'MONITORING');
  return (
    <ul className="gates">
      {gates.map(({ step, done }) => (
        <li key={step} className={done ? 'done' : undefined} title={word('onboarding-step', step)}>
          <span aria-hidden="true">{done ? '✓' : '○'}</span>
          <span className="unseen">
            {word('onboarding-step', step)} {t(done ? 'onboarding.done' : 'onboarding.open')}
          </span>
        </li>
      ))}
    </ul>
  );
}
