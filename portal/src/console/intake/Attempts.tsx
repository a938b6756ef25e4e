import type { MessageDetail } from '../../api/contract';
import { moment } from '../../shared/format';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { resultNotSent } from './body';
import { useRefusal } from './refusal';

/** Each attempt at a message, what was stored, and what the sender was answered. */
export function Attempts({ message }: { message: MessageDetail }) {
  const { t, word, language } = useText();
  const say = useRefusal();
  const attempts = message.attempts.map((attempt, index) => ({ ...attempt, number: index + 1 }));
  return (
    <>
      <section className="panel" aria-labelledby="attempts-title">
        <h2 id="attempts-title">{t('message.attempts')}</h2>
        <Grid
          label={t('message.attempts')}
          rows={attempts}
          keyOf={({ number }) => String(number)}
          columns={[
            { title: t('column.number'), cell: ({ number }) => number },
            { title: t('column.time'), cell: ({ at }) => moment(language, at) },
            { title: t('column.by'), cell: ({ by }) => by },
            {
              title: t('messages.state'),
              cell: ({ state }) => <span className={`state ${state.toLowerCase()}`}>{word('state', state)}</span>,
            },
            { title: t('column.what'), cell: (attempt) => say(attempt, 'what') },
          ]}
        />
      </section>
      {message.locations.length > 0 && (
        <section className="panel" aria-labelledby="locations-title">
          <h2 id="locations-title">{t('message.locations')}</h2>
          <ul className="locations">
            {message.locations.map((location) => (
              <li key={location}>
                <code>{location}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="panel" aria-labelledby="acknowledgement-title">
        <h2 id="acknowledgement-title">{t('message.acknowledgement')}</h2>
        {resultNotSent(message) && <p className="fine">{t('message.result-not-sent')}</p>}
        <pre tabIndex={0}>{message.acknowledgement?.replaceAll(/\r\n?/g, '\n') ?? t('message.no-acknowledgement')}</pre>
      </section>
    </>
  );
}
