import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { people } from '../../api/people';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';

/** Places of exposure with how many were there and fell ill; each number leads to its list. */
export function Places({ event }: { event: string }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'places', event],
    queryFn: ({ signal }) => people.places(event, signal),
  });
  if (query.data?.places.length === 0) return null;
  const of = (place: number, who: string) => `/emergency/events/${event}?part=people&exposedAt=${place}${who}`;
  return (
    <section className="panel" data-test="places">
      <h2>{t('people.exposures')}</h2>
      <Shown query={query} lines={3}>
        {({ places }) => (
          <div className="scroll" tabIndex={0} role="region" aria-label={t('people.exposures')}>
            <table className="small">
              <thead>
                <tr>
                  <th scope="col">{t('people.known-place')}</th>
                  <th scope="col">{t('places.people')}</th>
                  <th scope="col">{t('places.cases')}</th>
                </tr>
              </thead>
              <tbody>
                {places.map(({ number, name, people: there, cases }) => (
                  <tr key={number}>
                    <td>{name}</td>
                    <td>
                      <Link href={of(number, '')}>{there}</Link>
                    </td>
                    <td>
                      <Link href={of(number, '&who=CASE')}>{cases}</Link>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Shown>
    </section>
  );
}
