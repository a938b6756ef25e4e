import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { participants } from '../../api/client';
import type { SendingSystem } from '../../api/contract';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from './FormDialog';
import { Listing, useSearch } from './Listing';
import { Standing, Switch } from './Switch';

const KEYS: Field = { name: 'keys', label: 'participants.keys', hint: 'participants.keys-hint', long: true };
const FIELDS: Field[] = [
  { name: 'id', label: 'participants.client-id', hint: 'participants.client-id-hint' },
  { name: 'name', label: 'participants.name' },
  { name: 'institution', label: 'participants.code' },
  KEYS,
];

/** The systems that send over FHIR, each with its public keys. */
export default function SystemsPage() {
  const { t } = useText();
  const search = useSearch();
  const [adding, add] = useState(false);
  const [changing, change] = useState<string | null>(null);
  const [said, say] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['participants', 'systems', search[0]],
    queryFn: ({ signal }) => participants.systems(search[0], signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div aria-live="polite">{said && <p className="notice">{said}</p>}</div>
      <Listing<{ systems: SendingSystem[] }, SendingSystem>
        title="nav.systems"
        lead={t('participants.systems-lead')}
        add={{ label: 'participants.add-system', open: () => add(true) }}
        search={search}
        query={query}
        rows={({ systems }) => systems}
        keyOf={({ id }) => id}
        columns={[
          { title: t('participants.client-id'), cell: ({ id }) => <code>{id}</code> },
          { title: t('participants.name'), cell: ({ name }) => name },
          { title: t('participants.code'), cell: ({ institution }) => <code>{institution}</code> },
          { title: t('participants.keys'), cell: ({ keys }) => <code className="long">{keys}</code> },
          { title: t('messages.state'), cell: ({ active }) => <Standing active={active} /> },
          {
            title: t('participants.do'),
            cell: ({ id, active }) => (
              <div className="buttons">
                <Button size="small" onClick={() => change(id)}>
                  {t('participants.replace-keys')}
                </Button>
                <Switch active={active} send={(open) => participants.activateSystem(id, open)} />
              </div>
            ),
          },
        ]}
      />
      {adding && (
        <FormDialog
          title="participants.add-system"
          fields={FIELDS}
          send={participants.registerSystem}
          done={() => say(t('participants.system-registered'))}
          close={() => add(false)}
        />
      )}
      {changing && (
        <FormDialog
          title="participants.replace-keys"
          fields={[KEYS]}
          send={({ keys = '' }) => participants.replaceKeys(changing, keys)}
          done={() => say(t('participants.keys-replaced', { id: changing }))}
          close={() => change(null)}
        />
      )}
    </>
  );
}
