import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { EventWhole } from '../../api/emergency';
import { CLASSIFICATIONS, FILTERS, people, type PeopleFilter, type PersonLine } from '../../api/people';
import { surveillance } from '../../api/surveillance';
import { localDay } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { Grid } from '../Grid';
import { Looks } from './Looks';
import { OnsetCurve } from './OnsetCurve';
import { PersonPanel } from './PersonPanel';
import { Places } from './Places';
import { given, personFields } from './person';

const DAY = 86_400_000;
const CARD_DAYS = 60;

/** The line list of an event: filtered by the address, masked; a line opens the person. */
export function EventPeople({ whole, at }: { whole: EventWhole; at: string | null }) {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const { event, figures, standing } = whole;
  const filter: PeopleFilter = Object.fromEntries(
    FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])),
  );
  const acting = standing !== 'SEES' && at === null && event.status !== 'CLOSED';
  const query = useInfiniteQuery({
    queryKey: ['emergency', 'people', event.id, filter, at],
    queryFn: ({ pageParam, signal }) => people.list(event.id, filter, pageParam, at, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
  const set = (values: Record<string, string | null>) =>
    change((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(values))
        if (value) next.set(name, value);
        else next.delete(name);
      return next;
    });
  const open = (number: number) => set({ person: String(number) });
  const chosen = Number(search.get('person'));
  return (
    <>
      <section className="panel" data-test="onsets">
        <h2>{t('people.curve')}</h2>
        <OnsetCurve
          figures={figures}
          listOf={(from, until, classification) => {
            const next = new URLSearchParams({ part: 'people', who: 'CASE' });
            for (const [name, value] of Object.entries({ from, until, classification, at }))
              if (value) next.set(name, value);
            return `/emergency/events/${event.id}?${next}`;
          }}
        />
      </section>
      {at === null && <Places event={event.id} />}
      {chosen > 0 && (
        <PersonPanel event={event.id} number={chosen} acting={acting} open={open} close={() => set({ person: null })} />
      )}
      <section className="panel" data-test="people">
        <h2>{t('event-part.people')}</h2>
        <Filters filter={filter} set={set} />
        <Views event={event.id} filter={filter} acting={acting} apply={(view) => set({ ...empty(), ...view })} />
        {acting && <Adding whole={whole} open={open} />}
        <Shown query={query} lines={8}>
          {({ pages }) => (
            <>
              <p data-test="people-count">{t('people.count', { count: pages[0]?.total ?? 0 })}</p>
              <Lines
                lines={pages.flatMap((page) => page.people)}
                open={open}
                {...(at === null ? { livingIn: (place: string) => set({ place }) } : {})}
              />
            </>
          )}
        </Shown>
        <More query={query} />
        {at === null && <TakeAlong event={event.id} filter={filter} />}
        {standing === 'OWNER' && <Looks event={event.id} />}
      </section>
    </>
  );
}

function empty(): Record<string, null> {
  return Object.fromEntries(FILTERS.map((name) => [name, null]));
}

function Lines({
  lines,
  open,
  livingIn,
}: {
  lines: PersonLine[];
  open: (number: number) => void;
  /** Shows those of a place only. */
  livingIn?: (place: string) => void;
}) {
  const { t, word } = useText();
  if (lines.length === 0) return <Empty title={t('people.none')} />;
  return (
    <Grid
      label={t('event-part.people')}
      rows={lines}
      keyOf={({ number }) => String(number)}
      columns={[
        {
          title: t('people.number'),
          cell: ({ number, person }) => (
            <button type="button" className="quiet" onClick={() => open(number)}>
              {number} {person}
            </button>
          ),
        },
        { title: t('people.sex-age'), cell: ({ sex, years }) => `${sex} ${years ?? ''}` },
        {
          title: t('people.place'),
          cell: ({ place }) =>
            place.code && livingIn ? (
              <button type="button" className="quiet" onClick={() => livingIn(place.code)}>
                {place.name}
              </button>
            ) : (
              place.name
            ),
        },
        { title: t('people.classification'), cell: ({ classification }) => word('classification', classification) },
        { title: t('people.onset'), cell: ({ onset }) => onset ?? '' },
        { title: t('people.ending'), cell: ({ ending, endedOn }) => `${word('ending', ending)} ${endedOn ?? ''}` },
        { title: t('people.contact'), cell: ({ category }) => word('contact-category', category) },
        { title: t('people.follow-until'), cell: ({ followUntil }) => followUntil ?? '' },
      ]}
    />
  );
}

function Filters({ filter, set }: { filter: PeopleFilter; set: (values: Record<string, string | null>) => void }) {
  const { t, word } = useText();
  return (
    <>
      <div className="filter-row">
        <label>
          {t('people.who')}
          <select value={filter.who ?? ''} onChange={(at) => set({ who: at.target.value })}>
            <option value="">{t('people.everybody')}</option>
            {['CASE', 'CONTACT', 'BECAME'].map((one) => (
              <option key={one} value={one}>
                {word('people-who', one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('people.classification')}
          <select value={filter.classification ?? ''} onChange={(at) => set({ classification: at.target.value })}>
            <option value="" />
            {CLASSIFICATIONS.map((one) => (
              <option key={one} value={one}>
                {word('classification', one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('people.onset-from')}
          <input type="date" value={filter.from ?? ''} onChange={(at) => set({ from: at.target.value })} />
        </label>
        <label>
          {t('people.onset-until')}
          <input type="date" value={filter.until ?? ''} onChange={(at) => set({ until: at.target.value })} />
        </label>
        <label>
          {t('people.ending')}
          <select value={filter.ending ?? ''} onChange={(at) => set({ ending: at.target.value })}>
            <option value="" />
            {['RECOVERED', 'DIED'].map((one) => (
              <option key={one} value={one}>
                {word('ending', one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="chips">
        <button
          type="button"
          className="chip"
          aria-pressed={filter.undated === 'true'}
          onClick={() => set({ undated: filter.undated ? null : 'true' })}
        >
          {t('people.undated')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={filter.following !== undefined}
          onClick={() => set({ following: filter.following ? null : localDay(new Date()) })}
        >
          {t('people.following')}
        </button>
        {filter.place && (
          <button type="button" className="chip" onClick={() => set({ place: null })}>
            {t('people.place')} {filter.place} ✕
          </button>
        )}
        {filter.exposedAt && (
          <button type="button" className="chip" onClick={() => set({ exposedAt: null })}>
            {t('people.at-place', { number: filter.exposedAt })} ✕
          </button>
        )}
        {Object.keys(filter).length > 0 && (
          <button type="button" className="chip" onClick={() => set(empty())}>
            {t('people.clear')} ✕
          </button>
        )}
      </div>
    </>
  );
}

/** Filters that the staff of the event saved. */
function Views({
  event,
  filter,
  acting,
  apply,
}: {
  event: string;
  filter: PeopleFilter;
  acting: boolean;
  apply: (view: Record<string, string>) => void;
}) {
  const { t } = useText();
  const client = useQueryClient();
  const [saving, save] = useState(false);
  const key = ['emergency', 'views', event];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => people.views(event, signal) });
  const current = new URLSearchParams(filter as Record<string, string>).toString();
  return (
    <div className="chips" data-test="views">
      {query.data?.views.map(({ name, search }) => (
        <span key={name}>
          <button
            type="button"
            className="chip"
            aria-pressed={search === current}
            onClick={() => apply(Object.fromEntries(new URLSearchParams(search)))}
          >
            {name}
          </button>
          {acting && search === current && (
            <button
              type="button"
              className="quiet"
              aria-label={t('people.drop-view', { name })}
              onClick={() => void people.drop(event, name).then((views) => client.setQueryData(key, views))}
            >
              ✕
            </button>
          )}
        </span>
      ))}
      {acting && current !== '' && (
        <button type="button" className="chip" onClick={() => save(true)}>
          + {t('people.save-view')}
        </button>
      )}
      {saving && (
        <FormDialog
          title="people.save-view"
          fields={[{ name: 'name', label: 'events.title' }]}
          send={({ name }) => people.save(event, name ?? '', current)}
          done={(views) => client.setQueryData(key, views)}
          close={() => save(false)}
        />
      )}
    </div>
  );
}

function Adding({ whole, open }: { whole: EventWhole; open: (number: number) => void }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [adding, add] = useState<'case' | 'contact' | 'cards' | null>(null);
  const { event } = whole;
  const again = () => void client.invalidateQueries({ queryKey: ['emergency'] });
  return (
    <div className="buttons">
      {event.what && <Button onClick={() => add('cards')}>{t('people.from-cards')}</Button>}
      <Button onClick={() => add('case')}>{t('people.add-case')}</Button>
      <Button onClick={() => add('contact')}>{t('people.add-contact')}</Button>
      {adding === 'cards' && <Cards whole={whole} done={again} close={() => add(null)} />}
      {(adding === 'case' || adding === 'contact') && (
        <FormDialog
          title={adding === 'case' ? 'people.add-case' : 'people.add-contact'}
          fields={personFields(word, adding === 'case', adding === 'contact')}
          start={{ place: event.place.code, ...(adding === 'contact' ? { followDays: '14' } : {}) }}
          send={(values) => people.add(event.id, given(values))}
          done={({ number }) => {
            again();
            open(number);
          }}
          close={() => add(null)}
        />
      )}
    </div>
  );
}

/** Takes the cases of the event's disease in its place that have report cards. */
function Cards({ whole, done, close }: { whole: EventWhole; done: () => void; close: () => void }) {
  const { t } = useText();
  const { event } = whole;
  return (
    <FormDialog
      title="people.from-cards"
      fields={[{ name: 'from', label: 'people.onset-from', hint: 'people.from-cards-hint' }]}
      start={{ from: localDay(new Date(Date.now() - CARD_DAYS * DAY)) }}
      send={async ({ from }) => {
        const { cases } = await surveillance.cases({
          what: event.what,
          region: event.place.code,
          dated: 'ONSET',
          from: from ?? '',
          until: localDay(new Date()),
          site: null,
        });
        const cards = cases.map(({ id }) => id);
        for (let at = 0; at < cards.length; at += CARDS_AT_ONCE)
          await people.link(event.id, cards.slice(at, at + CARDS_AT_ONCE));
        return t('people.count', { count: cards.length });
      }}
      done={done}
      close={close}
    />
  );
}

const CARDS_AT_ONCE = 200;

function TakeAlong({ event, filter }: { event: string; filter: PeopleFilter }) {
  const { t } = useText();
  const [purpose, say] = useState('');
  const id = useId();
  return (
    <div className="filter-row">
      <label htmlFor={id}>{t('cases.purpose')}</label>
      <input id={id} className="search" value={purpose} maxLength={200} onChange={(at) => say(at.target.value)} />
      <Button
        disabled={purpose.trim() === ''}
        {...(purpose.trim() === '' ? {} : { href: people.table(event, filter, purpose.trim()) })}
      >
        {t('cases.take')}
      </Button>
    </div>
  );
}
