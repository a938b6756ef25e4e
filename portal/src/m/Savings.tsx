import { useQuery } from '@tanstack/react-query';
import { recognition } from '../api/recognition';
import { day } from '../shared/format';
import { yuan } from '../shared/money';
import { Shown } from '../shared/states';
import { useText } from '../shared/text';

const SHOWN = 5;

/** What it saved me that hospitals relied on each other's results. */
export function Savings() {
  const { t, say, language } = useText();
  const query = useQuery({
    queryKey: ['recognition', 'saved'],
    queryFn: ({ signal }) => recognition.saved(signal),
  });
  return (
    <section className="card" data-test="savings">
      <h2>{t('savings.title')}</h2>
      <Shown query={query} lines={2}>
        {(saved) =>
          saved.events === 0 ? (
            <p>{t('savings.none')}</p>
          ) : (
            <>
              <p>
                <b>{yuan(saved.patientFen)}</b>{' '}
                <span className="fine">{t('savings.sum', { count: saved.events, fund: yuan(saved.fundFen) })}</span>
              </p>
              <ul className="plain">
                {saved.quotations.slice(0, SHOWN).map((one) => (
                  <li key={one.at + say(one.item)}>
                    <span>
                      {say(one.item)} · {yuan(one.patientFen)}
                    </span>
                    <span className="fine">
                      {t('savings.line', {
                        day: day(language, one.at),
                        institution: one.institution.name,
                        maker: one.maker.name,
                      })}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Shown>
    </section>
  );
}
