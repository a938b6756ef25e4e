import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { person } from '../../api/client';
import type { PersonsFound, PersonSought } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Loading } from '../../shared/states';
import { useText } from '../../shared/text';
import { SideBySide } from './SideBySide';

const NOTHING: PersonSought = { name: '', birthDate: '', number: '', person: '' };

const FIELDS = ['number', 'name', 'birthDate', 'person'] as const;

/** Looks somebody up. What is asked stands in no address, because it is personal; each search is traced. */
export default function SearchPage() {
  const { t } = useText();
  const [sought, seek] = useState(NOTHING);
  const search = useMutation({ mutationFn: () => person.search(sought) });
  const told =
    sought.number.trim() !== '' ||
    sought.person.trim() !== '' ||
    (sought.name.trim() !== '' && sought.birthDate !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search.mutate();
  };
  return (
    <>
      <h1>{t('search.title')}</h1>
      <p className="lead">{t('search.lead')}</p>
      <form className="panel seek" onSubmit={submit}>
        {FIELDS.map((field) => (
          <label key={field}>
            <span>{t(`search.${field}`)}</span>
            <input
              type={field === 'birthDate' ? 'date' : 'text'}
              value={sought[field]}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => seek({ ...sought, [field]: target.value })}
            />
          </label>
        ))}
        <Button type="primary" htmlType="submit" disabled={!told} loading={search.isPending}>
          {t('search.now')}
        </Button>
      </form>
      <div aria-live="polite">
        {search.isPending ? (
          <Loading lines={6} />
        ) : search.error ? (
          <ProblemView failure={search.error} again={() => search.mutate()} />
        ) : search.data ? (
          <Found found={search.data} />
        ) : (
          <p className="fine">{t('search.hint')}</p>
        )}
      </div>
    </>
  );
}

function Found({ found: { persons, more, retiredAt } }: { found: PersonsFound }) {
  const { t, language } = useText();
  if (retiredAt)
    return <Empty title={t('search.retired', { at: moment(language, retiredAt) })}>{t('search.retired-hint')}</Empty>;
  if (persons.length === 0) return <Empty title={t('search.none')}>{t('search.none-hint')}</Empty>;
  return (
    <>
      <p>{t('search.count', { count: persons.length })}</p>
      {more && <p className="notice">{t('search.more')}</p>}
      {persons.map(({ person: number, registrations, found }) => (
        <article key={number} className="panel" data-test="found">
          <h2>
            {registrations > found.length
              ? t('search.members-some', { found: found.length, count: registrations, person: number })
              : t('history.members', { count: found.length, person: number })}
          </h2>
          <SideBySide members={found} />
          <p>
            <Link href={`/person/${found[0]?.patient}/history`}>{t('search.history')}</Link>
          </p>
        </article>
      ))}
    </>
  );
}
