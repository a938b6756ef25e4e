import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { participants, type Sent } from '../../api/client';
import type { RegisteredInstitution } from '../../api/contract';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from './FormDialog';
import { Listing, useSearch } from './Listing';

const FIELDS: Field[] = [
  { name: 'code', label: 'participants.code', hint: 'participants.code-hint' },
  { name: 'name', label: 'participants.name' },
  { name: 'region', label: 'participants.region', hint: 'participants.region-hint', optional: true },
];

/** The institutions that take part; who is not here can send nothing. */
export default function InstitutionsPage() {
  const { t } = useText();
  const search = useSearch();
  const [form, open] = useState<Sent | null>(null);
  const [filed, setFiled] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['participants', 'institutions', search[0]],
    queryFn: ({ signal }) => participants.institutions(search[0], signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div aria-live="polite">
        {filed && <p className="notice">{t('participants.institution-filed', { name: filed })}</p>}
      </div>
      <Listing<{ institutions: RegisteredInstitution[] }, RegisteredInstitution>
        title="nav.institutions"
        lead={t('participants.institutions-lead')}
        add={{ label: 'participants.add-institution', open: () => open({}) }}
        search={search}
        query={query}
        rows={({ institutions }) => institutions}
        keyOf={({ code }) => code}
        columns={[
          { title: t('participants.name'), cell: ({ name }) => name },
          { title: t('participants.code'), cell: ({ code }) => <code>{code}</code> },
          { title: t('participants.region'), cell: ({ region }) => region },
          {
            title: t('participants.do'),
            cell: ({ code, name, region }) => (
              <Button size="small" onClick={() => open({ code, name, region })}>
                {t('participants.correct')}
              </Button>
            ),
          },
        ]}
      />
      {form && (
        <FormDialog
          title="participants.add-institution"
          fields={FIELDS}
          start={form}
          send={participants.fileInstitution}
          done={({ name }) => setFiled(name)}
          close={() => open(null)}
        />
      )}
    </>
  );
}
