import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { surveillance, type CardLine } from '../../api/surveillance';
import { usePages } from '../../api/queries';
import { day, moment } from '../../shared/format';
import { useSession } from '../../shared/session';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { ClockMark } from './ClockMark';
import './surveillance.css';

const VIEWS = ['waiting', 'all', 'late'] as const;
const AGAIN = 15_000;

/** Report cards: what waits for me first, most urgent at the top. */
export default function CardsPage() {
  const { t } = useText();
  const { role } = useSession();
  const [search, change] = useSearchParams();
  const asked = search.get('view');
  const view = VIEWS.find((one) => one === asked) ?? 'waiting';
  return (
    <>
      <h1>{t('nav.cards')}</h1>
      <p className="lead">{t(role === 'CDC' ? 'cards.lead-cdc' : 'cards.lead-doctor')}</p>
      <div className="chips" role="group" aria-label={t('nav.cards')}>
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={view === one}
            onClick={() => change(one === 'waiting' ? {} : { view: one }, { replace: true })}
          >
            {t(`cards.view.${one}`)}
          </button>
        ))}
      </div>
      {view === 'waiting' ? (
        <Waiting />
      ) : (
        <All
          filter={{
            late: view === 'late' || search.get('overdue') ? 'true' : null,
            ...Object.fromEntries(['state', 'what', 'region', 'since', 'once'].map((one) => [one, search.get(one)])),
          }}
        />
      )}
      <Kept />
    </>
  );
}

function Waiting() {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'waiting'],
    queryFn: ({ signal }) => surveillance.waiting(signal),
    refetchInterval: AGAIN,
  });
  return (
    <Shown query={query} lines={6}>
      {({ cards, now }) =>
        cards.length === 0 ? (
          <Empty title={t('cards.none-waiting')}>{t('cards.none-waiting-hint')}</Empty>
        ) : (
          <Cards cards={cards} now={now} />
        )
      }
    </Shown>
  );
}

function All({ filter }: { filter: Record<string, string | null> }) {
  const { t, word, language } = useText();
  const late = filter['late'] != null;
  const query = usePages(['surveillance', 'cards', filter], (before, signal) =>
    surveillance.cards(filter, before, signal),
  );
  const said = [
    ...(filter['state']?.split(',').map((one) => word('card-state', one)) ?? []),
    late ? t('cards.view.late') : '',
    filter['region'] ? t('cases.region', { region: filter['region'] }) : '',
    filter['since'] ? t('cards.since', { at: moment(language, filter['since']) }) : '',
  ].filter(Boolean);
  return (
    <>
      {(filter['state'] || filter['region'] || filter['since']) && (
        <p className="fine">
          {said.join(' · ')} <Link href="/surveillance/cards?view=all">{t('cards.unfiltered')}</Link>
        </p>
      )}
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const cards = pages.flatMap((page) => page.cards);
          return cards.length === 0 ? (
            <Empty title={t(late ? 'cards.none-late' : 'cards.none')} />
          ) : (
            <Cards cards={cards} now={pages[0]!.now} />
          );
        }}
      </Shown>
      <More query={query} />
    </>
  );
}

/** Cards in rows; whoever wants to know who it is opens one, and leaves a trace. */
export function Cards({ cards, now }: { cards: CardLine[]; now: string }) {
  const { t, say, word, language } = useText();
  return (
    <Grid
      label={t('nav.cards')}
      rows={cards}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('cards.disease'),
          cell: (card) => (
            <>
              <Link href={`/surveillance/cards/${card.id}`}>
                <b>{say(card.name)}</b>
              </Link>{' '}
              <span className={card.strict ? 'mark bad' : 'mark'}>{card.classed}</span>
              <br />
              <span className="fine">{word('certainty', card.certainty)}</span>
            </>
          ),
        },
        {
          title: t('cards.person'),
          cell: (card) => (
            <>
              {card.person} {card.sex} {card.years === null ? '' : t('age', { years: card.years })}
              <br />
              <span className="fine">{card.place.name}</span>
            </>
          ),
        },
        {
          title: t('cards.reporter'),
          cell: (card) => (
            <>
              {card.institution.name}
              <br />
              <span className="fine">{card.doctor || t('cards.doctor-unknown')}</span>
            </>
          ),
        },
        { title: t('cards.onset'), cell: (card) => day(language, card.onset) },
        { title: t('cards.diagnosed'), cell: (card) => moment(language, card.diagnosedAt) },
        { title: t('cards.clock'), cell: (card) => <ClockMark card={card} now={now} /> },
        {
          title: t('messages.state'),
          cell: (card) => (
            <>
              <span className="state">{word('card-state', card.state)}</span>
              {card.proposed && <span className="mark warned">{t('cards.correction')}</span>}
              {card.duplicateOf && <span className="mark">{t('cards.duplicate')}</span>}
            </>
          ),
        },
      ]}
    />
  );
}

/** How the time was kept: in time, late and missed counted apart. */
function Kept() {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'punctuality'],
    queryFn: ({ signal }) => surveillance.punctuality(signal),
  });
  return (
    <Shown query={query}>
      {({ institutions }) =>
        institutions.length > 0 && (
          <section className="panel">
            <h2>{t('cards.kept')}</h2>
            <Grid
              label={t('cards.kept')}
              rows={institutions}
              keyOf={({ institution }) => institution.code}
              columns={[
                { title: t('cards.reporter'), cell: ({ institution }) => institution.name },
                { title: t('cards.timely'), figure: true, cell: ({ timely }) => timely },
                { title: t('cards.late'), figure: true, cell: ({ late }) => late },
                { title: t('cards.missed'), figure: true, cell: ({ missed }) => missed },
                { title: t('cards.open'), figure: true, cell: ({ open }) => open },
              ]}
            />
          </section>
        )
      }
    </Shown>
  );
}
