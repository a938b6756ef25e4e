import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { people } from '../../api/people';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';

const NUMBERS_SHOWN = 20;

/** Who saw people of the event by name or took a table along; for those who command it. */
export function Looks({ event }: { event: string }) {
  const { t } = useText();
  const [shown, show] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => show(currentTarget.open)}>
      <summary>{t('looks-at-people.title')}</summary>
      {shown && <List event={event} />}
    </details>
  );
}

function List({ event }: { event: string }) {
  const { t, word, language } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'looks', event],
    queryFn: ({ signal }) => people.looks(event, signal),
  });
  return (
    <Shown query={query} lines={4}>
      {({ looks }) =>
        looks.length === 0 ? (
          <Empty title={t('looks-at-people.none')} />
        ) : (
          <ul className="plain" data-test="looks">
            {looks.map(({ id, at, account, name, kind, purpose, persons }) => (
              <li key={id}>
                {moment(language, at)} <b>{name}</b> <span className="fine">{account}</span>{' '}
                {word('look-at-people', kind)} {purpose}{' '}
                <span className="fine">
                  {persons.slice(0, NUMBERS_SHOWN).join(', ')}
                  {persons.length > NUMBERS_SHOWN ? ' …' : ''} ({t('people.count', { count: persons.length })})
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}
