import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { participants } from '../../api/client';
import type { RegisteredApp } from '../../api/contract';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from './FormDialog';
import { Listing, useSearch } from './Listing';
import { Standing, Switch } from './Switch';

const FIELDS: Field[] = [
  { name: 'id', label: 'participants.client-id', hint: 'apps.id-hint' },
  { name: 'name', label: 'participants.name' },
  { name: 'publisher', label: 'apps.publisher', hint: 'apps.publisher-hint' },
  { name: 'redirects', label: 'apps.redirects', hint: 'apps.redirects-hint', long: true },
  { name: 'launchUri', label: 'apps.launch-uri', hint: 'apps.launch-uri-hint', optional: true },
  { name: 'scopes', label: 'apps.scopes', hint: 'apps.scopes-hint', long: true, optional: true },
];

/** The applications of others that may ask people for their records. */
export default function AppsPage() {
  const { t } = useText();
  const search = useSearch();
  const [adding, add] = useState(false);
  const [said, say] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['participants', 'apps'],
    queryFn: ({ signal }) => participants.apps(signal),
  });
  return (
    <>
      <div aria-live="polite">{said && <p className="notice">{said}</p>}</div>
      <Listing<{ apps: RegisteredApp[] }, RegisteredApp>
        title="nav.apps"
        lead={t('apps.lead')}
        add={{ label: 'apps.add', open: () => add(true) }}
        search={search}
        query={query}
        rows={({ apps }) => apps.filter((one) => `${one.id} ${one.name} ${one.publisher}`.includes(search[0]))}
        keyOf={({ id }) => id}
        columns={[
          { title: t('participants.client-id'), cell: ({ id }) => <code>{id}</code> },
          { title: t('participants.name'), cell: ({ name }) => name },
          { title: t('apps.publisher'), cell: ({ publisher }) => publisher },
          { title: t('apps.redirects'), cell: ({ redirects }) => <code className="long">{redirects.join(' ')}</code> },
          { title: t('apps.scopes'), cell: ({ scopes }) => <code className="long">{scopes.join(' ')}</code> },
          { title: t('messages.state'), cell: ({ active }) => <Standing active={active} /> },
          {
            title: t('participants.do'),
            cell: ({ id, active }) => <Switch active={active} send={(open) => participants.activateApp(id, open)} />,
          },
        ]}
      />
      {adding && (
        <FormDialog
          title="apps.add"
          fields={FIELDS}
          send={participants.registerApp}
          done={() => say(t('apps.registered'))}
          close={() => add(false)}
        />
      )}
    </>
  );
}
