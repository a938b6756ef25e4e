import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { emergency, LEVELS, type EventLine, type Level } from '../../api/emergency';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { Grid } from '../Grid';
import '../surveillance/surveillance.css';
import './emergency.css';

const AGAIN = 15_000;

/** The events of a region, the gravest first; another is opened here, by hand or from a signal. */
export default function EventsPage() {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const closed = search.get('closed') === 'yes';
  const level = search.get('level');
  const signal = search.get('signal');
  const [opening, open] = useState(signal !== null);
  const query = useQuery({
    queryKey: ['emergency', 'events', closed, level],
    queryFn: ({ signal: stop }) => emergency.events({ closed: closed ? 'true' : null, level }, stop),
    refetchInterval: AGAIN,
  });
  const set = (name: string, value: string | null) =>
    change(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <header className="page-head">
        <h1>{t('nav.events')}</h1>
        <Button type="primary" onClick={() => open(true)}>
          {t('events.open')}
        </Button>
      </header>
      <p className="lead">{t('events.lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.events')}>
        {[false, true].map((one) => (
          <button
            key={String(one)}
            type="button"
            className="chip"
            aria-pressed={closed === one}
            onClick={() => set('closed', one ? 'yes' : null)}
          >
            {t(one ? 'events.closed' : 'events.current')}
          </button>
        ))}
        {LEVELS.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={level === one}
            onClick={() => set('level', level === one ? null : one)}
          >
            {word('event-level', one)}
          </button>
        ))}
      </div>
      <Shown query={query} lines={8}>
        {({ events }) =>
          events.length === 0 ? (
            <Empty title={t('events.none')}>{t('events.none-hint')}</Empty>
          ) : (
            <Events events={events} />
          )
        }
      </Shown>
      {opening && <Opening signal={signal} close={() => open(false)} />}
    </>
  );
}

function Events({ events }: { events: EventLine[] }) {
  const { t, say, word, language } = useText();
  return (
    <Grid
      label={t('nav.events')}
      rows={events}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('events.event'),
          cell: (event) => (
            <>
              <Link href={`/emergency/events/${event.id}`}>
                <b>{event.title}</b>
              </Link>
              <br />
              <span className="fine">
                {say(event.name)} · {event.place.name}
              </span>
            </>
          ),
        },
        { title: t('events.level'), cell: (event) => <LevelMark level={event.level} /> },
        {
          title: t('messages.state'),
          cell: (event) => <span className="state">{word('event-status', event.status)}</span>,
        },
        { title: t('events.owner'), cell: (event) => `${event.owner.name} ${word('event-body', event.body)}` },
        { title: t('events.opened'), cell: (event) => moment(language, event.openedAt) },
        {
          title: t('events.tasks'),
          cell: (event) => (
            <>
              <Link href={`/emergency/events/${event.id}?show=open`}>
                {t('events.open-tasks', { count: event.openTasks })}
              </Link>{' '}
              {event.overdueTasks > 0 && (
                <Link className="mark bad" href={`/emergency/events/${event.id}?show=overdue`}>
                  {t('events.overdue', { count: event.overdueTasks })}
                </Link>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

export function LevelMark({ level }: { level: Level | null }) {
  const { word, t } = useText();
  return (
    <span className={`mark level-${level ?? 'none'}`}>{level ? word('event-level', level) : t('events.ungraded')}</span>
  );
}

function Opening({ signal, close }: { signal: string | null; close: () => void }) {
  const { t, say } = useText();
  const [, go] = useLocation();
  const query = useQuery({
    queryKey: ['emergency', 'plans', ''],
    queryFn: ({ signal: stop }) => emergency.plans('', stop),
  });
  // every plan is offered: which fits is seen by its name
  if (!query.data) return null;
  const { plans, families } = query.data;
  return (
    <FormDialog
      title="events.open"
      fields={[
        { name: 'title', label: 'events.title', hint: 'events.title-hint' },
        ...(signal === null
          ? [
              {
                name: 'what',
                label: 'series.what' as const,
                optional: true,
                options: Object.entries(families).map(([value, name]) => ({ value, label: say(name) })),
              },
              { name: 'place', label: 'events.place' as const, hint: 'events.place-hint' as const },
            ]
          : []),
        {
          name: 'plan',
          label: 'events.plan',
          options: plans.map(({ code, name }) => ({ value: code, label: say(name) })),
        },
        { name: 'words', label: 'signal.words', long: true, optional: true },
      ]}
      send={(values) => emergency.open({ ...values, ...(signal === null ? {} : { signal: Number(signal) }) })}
      done={(event) => go(`/emergency/events/${event.id}`)}
      close={close}
      key={t('events.open')}
    />
  );
}
