import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { portal } from '../api/client';
import { Shown } from '../shared/states';
import { useText } from '../shared/text';

/** A doctor chooses of whose record the application is to learn: somebody in care. */
export function PatientChoice({ chosen, choose }: { chosen: string | null; choose: (patient: string) => void }) {
  const { t } = useText();
  const field = useId();
  const [typed, type] = useState('');
  const [asked, ask] = useState('');
  const query = useQuery({
    queryKey: ['portal', 'walk-ins', asked],
    queryFn: ({ signal }) => portal.walkIns(asked, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <fieldset className="patients">
      <legend>{t('consent.patient')}</legend>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask(typed.trim());
        }}
      >
        <label className="unseen" htmlFor={field}>
          {t('consent.search')}
        </label>
        <input
          id={field}
          type="search"
          value={typed}
          placeholder={t('consent.search')}
          onChange={(event) => type(event.target.value)}
        />
        <button type="submit">{t('consent.find')}</button>
      </form>
      <Shown query={query} lines={3}>
        {({ patients }) => {
          const seen = patients.filter(({ inCare }) => inCare !== false);
          return seen.length === 0 ? (
            <p className="fine">{t('consent.nobody')}</p>
          ) : (
            <ul className="wanted">
              {seen.map((one) => (
                <li key={one.patient}>
                  <label className="choice">
                    <input
                      type="radio"
                      name="patient"
                      value={one.patient}
                      checked={chosen === one.patient}
                      onChange={() => choose(one.patient)}
                    />
                    <span>
                      {one.name}{' '}
                      <span className="fine">{[one.birthDate, one.department].filter(Boolean).join(' · ')}</span>
                    </span>
                  </label>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </fieldset>
  );
}
