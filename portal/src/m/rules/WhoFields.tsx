import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { rules } from '../../api/client';
import type { Institution } from '../../api/contract';
import { useText } from '../../shared/text';
import type { Form } from './draft';

const KINDS = ['everybody', 'institution', 'doctor'] as const;

/** About whom: everybody, an institution, or a doctor of one; both are chosen from lists. */
export function WhoFields({ form, change }: { form: Form; change: (form: Form) => void }) {
  const { t } = useText();
  const name = useId();
  const kinds = form.effect === 'ONLY' ? KINDS.slice(1) : KINDS;
  return (
    <fieldset>
      <legend>{t('rules.who')}</legend>
      <div className="choices">
        {kinds.map((kind) => (
          <label key={kind} className="choice">
            <input type="radio" name={name} checked={form.to === kind} onChange={() => change({ ...form, to: kind })} />
            <span>{t(`rules.who.${kind}`)}</span>
          </label>
        ))}
      </div>
      {form.to !== 'everybody' && (
        <InstitutionField
          chosen={form.institution}
          choose={(institution) => change({ ...form, institution, doctor: null })}
        />
      )}
      {form.to === 'doctor' && <DoctorField form={form} change={change} />}
    </fieldset>
  );
}

function InstitutionField({
  chosen,
  choose,
}: {
  chosen: Institution | null;
  choose: (institution: Institution | null) => void;
}) {
  const { t } = useText();
  const [query, setQuery] = useState('');
  const found = useQuery({
    queryKey: ['directory', 'institutions', query],
    queryFn: ({ signal }) => rules.institutions(query, signal),
    placeholderData: keepPreviousData,
  });
  const offered = found.data?.institutions.slice(0, 50) ?? [];
  const all = chosen && !offered.some(({ code }) => code === chosen.code) ? [chosen, ...offered] : offered;
  return (
    <>
      <label className="field">
        <span>{t('rules.find-institution')}</span>
        <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} />
      </label>
      <label className="field">
        <span>{t('rules.institution')}</span>
        <select
          data-test="institution"
          value={chosen?.code ?? ''}
          onChange={(event) => choose(all.find(({ code }) => code === event.target.value) ?? null)}
        >
          <option value="">{t('rules.choose-one')}</option>
          {all.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function DoctorField({ form, change }: { form: Form; change: (form: Form) => void }) {
  const { t } = useText();
  const institution = form.institution?.code ?? null;
  const found = useQuery({
    queryKey: ['access', 'rule-doctors', institution],
    queryFn: ({ signal }) => rules.doctors(institution, signal),
  });
  const offered = found.data?.doctors ?? [];
  const chosen = form.doctor;
  const all = chosen && !offered.some(({ account }) => account === chosen.account) ? [chosen, ...offered] : offered;
  return (
    <>
      <label className="field">
        <span>{t('rules.doctor')}</span>
        <select
          data-test="doctor"
          value={chosen?.account ?? ''}
          onChange={(event) => {
            const doctor = all.find(({ account }) => account === event.target.value) ?? null;
            change({ ...form, doctor, institution: doctor?.institution ?? form.institution });
          }}
        >
          <option value="">{t('rules.choose-one')}</option>
          {all.map((one) => (
            <option key={one.account} value={one.account}>
              {one.name} · {one.institution.name}
            </option>
          ))}
        </select>
      </label>
      {found.data?.doctors.length === 0 && <p className="fine">{t('rules.no-doctor')}</p>}
    </>
  );
}
