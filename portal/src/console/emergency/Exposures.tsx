import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { people, type PersonWhole } from '../../api/people';
import { localDay } from '../../shared/format';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';

/** Where somebody was exposed; each place leads to whoever else was there. */
export function Exposures({ event, whole, acting }: { event: string; whole: PersonWhole; acting: boolean }) {
  const { t } = useText();
  const client = useQueryClient();
  const [adding, add] = useState(false);
  const places = useQuery({
    queryKey: ['emergency', 'places', event],
    queryFn: ({ signal }) => people.places(event, signal),
  });
  const known = places.data?.places ?? [];
  if (!acting && whole.exposures.length === 0) return null;
  return (
    <>
      <h3>{t('people.exposures')}</h3>
      <ul className="plain">
        {whole.exposures.map(({ place, day }) => {
          const at = known.find(({ number }) => number === place);
          return (
            <li key={`${place} ${day}`}>
              {day} <Link href={`/emergency/events/${event}?part=people&exposedAt=${place}`}>{at?.name ?? place}</Link>{' '}
              {at && <span className="fine">{t('people.exposed-there', { people: at.people, cases: at.cases })}</span>}
            </li>
          );
        })}
      </ul>
      {acting && (
        <button type="button" className="chip" onClick={() => add(true)}>
          {t('people.expose')}
        </button>
      )}
      {adding && (
        <FormDialog
          title="people.expose"
          fields={[
            {
              name: 'place',
              label: 'people.known-place',
              options: known.map(({ number, name }) => ({ value: String(number), label: name })),
              optional: true,
            },
            { name: 'name', label: 'people.new-place', when: ({ place }) => !place },
            { name: 'day', label: 'people.exposed-on', hint: 'people.day-hint' },
          ]}
          start={{ day: localDay(new Date()) }}
          send={async ({ place, name, day }) => {
            const number = place ? Number(place) : (await people.addPlace(event, name ?? '', '')).number;
            return people.expose(event, whole.person.number, number, day ?? '');
          }}
          done={() => {
            void client.invalidateQueries({ queryKey: ['emergency', 'places', event] });
            void client.invalidateQueries({ queryKey: ['emergency', 'person', event, whole.person.number] });
          }}
          close={() => add(false)}
        />
      )}
    </>
  );
}
