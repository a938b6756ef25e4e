import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'wouter';
import { emergency, type EventStatus, type EventWhole } from '../../api/emergency';
import { localDay, moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';
import { span } from '../surveillance/clock';
import '../surveillance/surveillance.css';
import { ContactGraph } from './ContactGraph';
import { DisposalPanel } from './DisposalPanel';
import { EventFollowUps } from './EventFollowUps';
import { EventHistory } from './EventHistory';
import { EventPeople } from './EventPeople';
import { EventReports } from './EventReports';
import { EventResources } from './EventResources';
import { EventSamples } from './EventSamples';
import { EventTasks } from './EventTasks';
import { LevelMark } from './EventsPage';
import './emergency.css';

const AGAIN = 10_000;
const PARTS = [
  'tasks',
  'people',
  'follow-ups',
  'graph',
  'samples',
  'roster',
  'resources',
  'reports',
  'history',
] as const;
/** What shows people: to the staff of the event. */
const OF_STAFF = new Set<string>(['people', 'follow-ups', 'graph', 'samples']);
/** What is shown as it was known at a moment. */
const NOW_ONLY = new Set<string>(['follow-ups', 'graph', 'samples', 'reports']);

/** The command room of one event: where it stands, what is to be decided and done, with what, and what was known when. */
export default function EventPage() {
  const { t } = useText();
  const { event } = useParams<{ event: string }>();
  const [search] = useSearchParams();
  const at = search.get('at');
  const query = useQuery({
    queryKey: ['emergency', 'event', event, at],
    queryFn: ({ signal }) => emergency.event(event, at, signal),
    refetchInterval: at ? false : AGAIN,
  });
  return (
    <>
      <p className="back">
        <Link href="/emergency/events">{t('events.back')}</Link>
      </p>
      <Shown query={query} lines={10}>
        {(whole) => <Room whole={whole} at={at} />}
      </Shown>
    </>
  );
}

function Room({ whole, at }: { whole: EventWhole; at: string | null }) {
  const { t, say, word, language } = useText();
  const [search, change] = useSearchParams();
  const { event, figures, standing } = whole;
  const parts = PARTS.filter((one) => (standing !== 'SEES' || !OF_STAFF.has(one)) && (!at || !NOW_ONLY.has(one)));
  const part = parts.find((one) => one === search.get('part')) ?? 'tasks';
  const acting = standing !== 'SEES' && !at && event.status !== 'CLOSED';
  const units = { day: t('clock.day'), hour: t('clock.hour'), minute: t('clock.minute') };
  const set = (values: Record<string, string | null>) =>
    change((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(values))
        if (value === null) next.delete(name);
        else next.set(name, value);
      return next;
    });
  return (
    <>
      <header className="page-head">
        <h1>{event.title}</h1>
        <LevelMark level={event.level} />
      </header>
      <p className="lead" data-test="event-status">
        {word('event-status', event.status)} · {say(event.name)} · {event.place.name} ·{' '}
        {t('events.commands', { who: `${event.owner.name} ${word('event-body', event.body)}` })} ·{' '}
        {t('events.since', {
          at: moment(language, event.openedAt),
          span: span(Date.parse(whole.now) - Date.parse(event.openedAt), units),
        })}
        {event.signal && (
          <>
            {' · '}
            <Link href={`/surveillance/signals/${event.signal}`}>{t('events.signal')}</Link>
          </>
        )}
      </p>
      {at && <Replayed at={at} back={() => set({ at: null })} />}
      {!at && <Decisions whole={whole} />}
      {!at && event.status === 'CLOSED' && <DisposalPanel event={event.id} owner={standing === 'OWNER'} />}
      <div className="figures event-figures">
        <Figure value={event.openTasks} word={t('events.tasks-open')} href={`?part=tasks&show=open`} />
        <Figure value={event.overdueTasks} word={t('events.tasks-overdue')} href={`?part=tasks&show=overdue`} />
        <Figure
          value={whole.tasks.filter(({ state }) => state === 'DONE').length}
          word={t('events.tasks-done')}
          href={`?part=tasks&show=done`}
        />
        <Figure value={figures.total} word={t('people.cases')} href="?part=people&who=CASE" />
        <Figure value={figures.deaths} word={t('people.deaths')} href="?part=people&who=CASE&ending=DIED" />
        <Figure value={figures.contacts} word={t('people.contacts')} href="?part=people&who=CONTACT" />
        <Figure
          value={figures.following}
          word={t('people.following')}
          href={`?part=people&following=${localDay(new Date(whole.now))}`}
        />
        <Figure value={whole.roster.length} word={t('events.on-duty')} href={`?part=roster`} />
      </div>
      <div className="chips" role="group" aria-label={event.title}>
        {parts.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={part === one}
            onClick={() => set({ part: one, show: null, person: null })}
          >
            {t(`event-part.${one}`)}
          </button>
        ))}
      </div>
      {part === 'tasks' && <EventTasks whole={whole} past={at !== null} />}
      {part === 'people' && <EventPeople whole={whole} at={at} />}
      {part === 'follow-ups' && (
        <EventFollowUps
          event={event.id}
          acting={acting}
          open={search.get('show') === 'open'}
          choose={(open) => set({ show: open ? 'open' : null })}
        />
      )}
      {part === 'graph' && (
        <ContactGraph event={event.id} open={(number) => set({ part: 'people', person: String(number) })} />
      )}
      {part === 'samples' && (
        <EventSamples
          event={event.id}
          result={search.get('result')}
          choose={(result) => set({ result })}
          open={(number) => set({ part: 'people', person: String(number) })}
        />
      )}
      {part === 'roster' && <Roster whole={whole} past={at !== null} />}
      {part === 'resources' && <EventResources whole={whole} />}
      {part === 'reports' && <EventReports event={event.id} acting={acting} />}
      {part === 'history' && <EventHistory event={event} choose={(moment_) => set({ at: moment_ })} />}
    </>
  );
}

/** A number that opens its list, at the same moment. */
function Figure({ value, word, href }: { value: number; word: string; href: string }) {
  const [search] = useSearchParams();
  const { event } = useParams<{ event: string }>();
  const at = search.get('at');
  return (
    <Link href={`/emergency/events/${event}${href}${at ? `&at=${encodeURIComponent(at)}` : ''}`}>
      <b>{value}</b>
      <span>{word}</span>
    </Link>
  );
}

/** Says that the room is shown as it was known at a moment. */
function Replayed({ at, back }: { at: string; back: () => void }) {
  const { t, language } = useText();
  return (
    <p className="notice" role="status" data-test="replay">
      {t('events.as-of', { at: moment(language, at) })}{' '}
      <button type="button" className="quiet" onClick={back}>
        {t('events.now')}
      </button>
    </p>
  );
}

type Deciding = { about: string; to?: EventStatus };

function Decisions({ whole }: { whole: EventWhole }) {
  const { t, say, word } = useText();
  const client = useQueryClient();
  const [deciding, decide] = useState<Deciding | null>(null);
  const { event, next, standing } = whole;
  const plans = useQuery({
    queryKey: ['emergency', 'plans', event.what],
    queryFn: ({ signal }) => emergency.plans(event.what, signal),
    enabled: deciding?.about === 'level',
  });
  if (event.status === 'CLOSED') return null;
  const words: Field = { name: 'words', label: 'signal.words', hint: 'events.nameless', long: true };
  const fields: Field[] =
    deciding?.about === 'level'
      ? [
          {
            name: 'level',
            label: 'events.level',
            options: (plans.data?.levels ?? []).map(({ level, words: criteria }) => ({
              value: `${level}|${criteria.zh}`,
              label: `${word('event-level', level)}：${say(criteria)}`,
            })),
          },
          words,
        ]
      : deciding?.about === 'owner'
        ? [{ name: 'owner', label: 'signal.new-owner', hint: 'signal.new-owner-hint' }, words]
        : [words];
  const gradable = ['REPORTED', 'VERIFIED', 'RESPONDING'].includes(event.status);
  return (
    <>
      <div className="buttons" data-test="decisions">
        {next.map((to, place) => (
          <Button key={to} type={place === 0 ? 'primary' : 'default'} onClick={() => decide({ about: 'status', to })}>
            {word('event-step', to)}
          </Button>
        ))}
        {gradable && <Button onClick={() => decide({ about: 'level' })}>{t('events.grade')}</Button>}
        {standing !== 'SEES' && <Button onClick={() => decide({ about: 'notes' })}>{t('events.note')}</Button>}
        {standing === 'OWNER' && <Button onClick={() => decide({ about: 'owner' })}>{t('events.hand-over')}</Button>}
      </div>
      {deciding && (
        <FormDialog
          title={
            deciding.about === 'level'
              ? 'events.grade'
              : deciding.about === 'owner'
                ? 'events.hand-over'
                : deciding.about === 'notes'
                  ? 'events.note'
                  : 'events.decide'
          }
          fields={fields}
          send={({ level: chosen, ...values }) => {
            const [level, criteria] = chosen?.split('|') ?? [];
            return emergency.write(event.id, deciding.about, {
              ...values,
              level,
              criteria,
              to: deciding.to,
              decided: event.decided,
            });
          }}
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => decide(null)}
        />
      )}
    </>
  );
}

function Roster({ whole, past }: { whole: EventWhole; past: boolean }) {
  const { t, say, language } = useText();
  const client = useQueryClient();
  const [adding, add] = useState(false);
  const { event, roles, roster, standing } = whole;
  return (
    <section className="panel" data-test="roster">
      <h2>{t('event-part.roster')}</h2>
      <p className="fine">
        {t('events.plan')}：{say(whole.plan)}
      </p>
      <ul className="plain">
        {roles.map(({ role, name }) => (
          <li key={role}>
            <b>{say(name)}</b>{' '}
            {roster.every((one) => one.role !== role) ? (
              <span className="fine">{t('events.nobody')}</span>
            ) : (
              roster
                .filter((one) => one.role === role)
                .map((one) => (
                  <span key={one.account} className="duty">
                    {one.name}{' '}
                    <span className="fine">
                      {moment(language, one.from)} – {moment(language, one.until)}
                    </span>
                  </span>
                ))
            )}
          </li>
        ))}
      </ul>
      {standing === 'OWNER' && !past && event.status !== 'CLOSED' && (
        <Button onClick={() => add(true)}>{t('events.put-on-duty')}</Button>
      )}
      {adding && (
        <FormDialog
          title="events.put-on-duty"
          fields={[
            {
              name: 'role',
              label: 'events.role',
              options: roles.map(({ role, name }) => ({ value: role, label: say(name) })),
            },
            { name: 'account', label: 'events.account', hint: 'events.account-hint' },
            { name: 'name', label: 'column.name' },
            { name: 'hours', label: 'events.for-hours', hint: 'events.hours-hint' },
          ]}
          start={{ hours: '24' }}
          send={({ hours, ...values }) =>
            emergency.write(event.id, 'roster', { ...values, until: inHours(hours ?? '') })
          }
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => add(false)}
        />
      )}
    </section>
  );
}

/** The moment so many hours from now; null where that is no number. */
export function inHours(hours: string): string | null {
  const count = Number(hours);
  return Number.isFinite(count) && count > 0 ? new Date(Date.now() + count * 3_600_000).toISOString() : null;
}
