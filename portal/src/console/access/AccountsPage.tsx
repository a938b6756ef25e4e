import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { participants } from '../../api/client';
import type { Account, AccountPage, Credential, Role } from '../../api/contract';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { More } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from './FormDialog';
import { Listing, useSearch } from './Listing';
import { Standing, Switch } from './Switch';

const ROLES: Role[] = [
  'DOCTOR',
  'INSTITUTION_IT',
  'CDC',
  'RESIDENT',
  'STEWARD',
  'REVIEWER',
  'RESEARCHER',
  'ETHICS',
  'OPERATOR',
];
const STAFF = ['DOCTOR', 'INSTITUTION_IT', 'CDC'];

/** The people who may sign in. A password is shown once, when it is made. */
export default function AccountsPage() {
  const { t, word, language } = useText();
  const [lost, lose] = useState<string | null>(null);
  const search = useSearch();
  const [adding, add] = useState(false);
  const [made, show] = useState<Credential | null>(null);
  const query = usePages(
    ['participants', 'accounts', search[0]],
    (next, signal) => participants.accounts(search[0], next, signal),
    true,
  );
  const fields: Field[] = [
    {
      name: 'role',
      label: 'participants.role',
      options: ROLES.map((role) => ({ value: role, label: word('role', role) })),
    },
    { name: 'login', label: 'participants.login', hint: 'participants.login-hint' },
    { name: 'name', label: 'column.name', hint: 'participants.name-hint' },
    { name: 'institution', label: 'participants.code', when: ({ role = '' }) => STAFF.includes(role) },
    {
      name: 'patient',
      label: 'participants.patient',
      hint: 'participants.patient-hint',
      when: ({ role }) => role === 'RESIDENT',
    },
  ];
  return (
    <>
      <div aria-live="polite">{made && <Password made={made} />}</div>
      <Listing<{ pages: AccountPage[] }, Account>
        title="nav.accounts"
        lead={t('participants.accounts-lead')}
        add={{ label: 'participants.add-account', open: () => add(true) }}
        search={search}
        query={query}
        rows={({ pages }) => pages.flatMap(({ accounts }) => accounts)}
        keyOf={({ login }) => login}
        columns={[
          { title: t('participants.login'), cell: ({ login }) => login },
          { title: t('column.name'), cell: ({ name }) => name },
          { title: t('participants.role'), cell: ({ role }) => word('role', role) },
          {
            title: t('participants.code'),
            cell: ({ institution }) => (institution ? <code>{institution}</code> : '—'),
          },
          {
            title: t('participants.factor'),
            cell: ({ factor }) => (factor ? t('participants.factor-on') : '—'),
          },
          {
            title: t('participants.last'),
            cell: ({ signedInAt }) => (signedInAt ? moment(language, signedInAt) : '—'),
          },
          { title: t('messages.state'), cell: ({ active }) => <Standing active={active} /> },
          {
            title: t('participants.do'),
            cell: ({ login, active, factor }) => (
              <div className="buttons">
                <Reset login={login} show={show} />
                {factor && (
                  <Button size="small" onClick={() => lose(login)}>
                    {t('participants.reset-factor')}
                  </Button>
                )}
                <Switch active={active} send={(open) => participants.activateAccount(login, open)} />
              </div>
            ),
          },
        ]}
      >
        <More query={query} />
      </Listing>
      {adding && (
        <FormDialog
          title="participants.add-account"
          fields={fields}
          send={participants.makeAccount}
          done={show}
          close={() => add(false)}
        />
      )}
      {lost !== null && (
        <FormDialog
          title="participants.reset-factor"
          fields={[{ name: 'words', label: 'participants.reset-words', hint: 'participants.reset-words-hint' }]}
          send={({ words = '' }) => participants.resetFactor(lost, words)}
          done={() => undefined}
          close={() => lose(null)}
        />
      )}
    </>
  );
}

function Reset({ login, show }: { login: string; show: (made: Credential) => void }) {
  const { t } = useText();
  const reset = useMutation({ mutationFn: () => participants.resetPassword(login), onSuccess: show });
  return (
    <>
      <Button size="small" loading={reset.isPending} onClick={() => reset.mutate()}>
        {t('participants.reset')}
      </Button>
      {reset.error && <ProblemView failure={reset.error} />}
    </>
  );
}

function Password({ made }: { made: Credential }) {
  const { t } = useText();
  return (
    <div className="notice" data-test="password">
      <p>{t('participants.password-made', { login: made.login })}</p>
      <p>
        <code className="password">{made.password}</code>
      </p>
      <p className="fine">{t('participants.password-once')}</p>
    </div>
  );
}
