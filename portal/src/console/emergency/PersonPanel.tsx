import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { people, type PersonWhole } from '../../api/people';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { Exposures } from './Exposures';
import { Samples } from './Samples';
import { asForm, EXPOSURES, given, personFields, RELATIONS } from './person';

/** One person of an event by name; that it is shown leaves a trace. */
export function PersonPanel({
  event,
  number,
  acting,
  open,
  close,
}: {
  event: string;
  number: number;
  acting: boolean;
  open: (number: number) => void;
  close: () => void;
}) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'person', event, number],
    queryFn: ({ signal }) => people.person(event, number, signal),
    // each showing leaves a trace: not asked again by itself
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  // it opens above the list, from which one has scrolled away on a telephone
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    void panel.current?.scrollIntoView({ block: 'start' }); // a promise in newer browsers, which is no clean-up
  }, [number]);
  return (
    <section ref={panel} className="panel" data-test="person">
      <header className="page-head">
        <h2>{t('people.one', { number })}</h2>
        <button type="button" className="quiet" onClick={close}>
          {t('people.close')}
        </button>
      </header>
      <Shown query={query} lines={6}>
        {(whole) => (
          <>
            <Facts whole={whole} />
            <Met whole={whole} open={open} />
            <Exposures event={event} whole={whole} acting={acting} />
            <Observed whole={whole} />
            <Samples event={event} whole={whole} acting={acting} />
            {acting && <Doing event={event} whole={whole} />}
          </>
        )}
      </Shown>
    </section>
  );
}

function Facts({ whole }: { whole: PersonWhole }) {
  const { t, word } = useText();
  const { person, who } = whole;
  const facts: [string, string | number | null][] = [
    [t('column.name'), who.name],
    [t('people.sex-age'), `${who.sex} ${person.years ?? ''}`],
    [t('people.phone'), who.phone],
    [t('people.place'), [person.place.name, who.address].filter(Boolean).join(' ')],
    [t('people.workplace'), who.workplace],
    [t('people.classification'), word('classification', person.classification)],
    [t('people.onset'), person.onset],
    [t('people.ending'), `${word('ending', person.ending)} ${person.endedOn ?? ''}`.trim()],
    [t('people.category'), word('contact-category', person.category)],
    [t('people.last-exposure'), person.lastExposure],
    [t('people.follow-until'), person.followUntil],
  ];
  return (
    <dl className="facts">
      {facts.flatMap(([name, value]) =>
        value ? [<dt key={`${name} name`}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>] : [],
      )}
    </dl>
  );
}

function Met({ whole, open }: { whole: PersonWhole; open: (number: number) => void }) {
  const { t, word } = useText();
  const { person, meetings } = whole;
  if (meetings.length === 0) return null;
  return (
    <>
      <h3>{t('people.meetings')}</h3>
      <ul className="plain">
        {meetings.map((one) => {
          const outward = one.source === person.number;
          const other = outward ? one.target : one.source;
          const key = one.infected ? (outward ? 'people.infected' : 'people.infected-by') : 'people.met';
          return (
            <li key={`${one.source}-${one.target}`}>
              {t(key)}{' '}
              <button type="button" className="quiet" onClick={() => open(other)}>
                {t('people.one', { number: other })}
              </button>{' '}
              <span className="fine">
                {word('relation', one.relation)} · {word('exposure', one.exposure)} {one.lastOn ?? ''}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** What was found in the observation. */
function Observed({ whole }: { whole: PersonWhole }) {
  const { t, word } = useText();
  if (whole.followUps.length === 0) return null;
  return (
    <>
      <h3>{t('event-part.follow-ups')}</h3>
      <ul className="plain">
        {whole.followUps.map((one) => (
          <li key={one.day}>
            {one.day} {word('outcome', one.outcome)} <span className="fine">{one.by}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Doing({ event, whole }: { event: string; whole: PersonWhole }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [doing, act] = useState<'change' | 'meet' | null>(null);
  const { person } = whole;
  const again = () => void client.invalidateQueries({ queryKey: ['emergency'] });
  return (
    <div className="buttons">
      <Button onClick={() => act('change')}>{t('people.change')}</Button>
      <Button onClick={() => act('meet')}>{t('people.meet')}</Button>
      {doing === 'change' && (
        <FormDialog
          title="people.change"
          fields={personFields(word, true, person.category !== null)}
          start={asForm(whole)}
          send={(values) =>
            people.change(event, person.number, {
              number: whole.who.number,
              workplace: whole.who.workplace,
              occupation: whole.who.occupation,
              ...given(values),
              version: whole.version,
            })
          }
          done={again}
          close={() => act(null)}
        />
      )}
      {doing === 'meet' && (
        <FormDialog
          title="people.meet"
          fields={[
            { name: 'target', label: 'people.met-number', hint: 'people.met-hint' },
            {
              name: 'relation',
              label: 'graph.relation',
              options: RELATIONS.map((code) => ({ value: code, label: word('relation', code) })),
            },
            {
              name: 'exposure',
              label: 'graph.exposure',
              options: EXPOSURES.map((code) => ({ value: code, label: word('exposure', code) })),
            },
            { name: 'lastOn', label: 'people.last-exposure', hint: 'people.day-hint', optional: true },
            {
              name: 'infected',
              label: 'graph.infected',
              options: [
                { value: 'false', label: t('graph.no') },
                { value: 'true', label: t('graph.yes') },
              ],
            },
          ]}
          start={{ infected: 'false' }}
          send={({ target, infected, ...values }) =>
            people.meet(event, {
              ...given(values),
              source: person.number,
              target: Number(target),
              infected: infected === 'true',
            })
          }
          done={again}
          close={() => act(null)}
        />
      )}
    </div>
  );
}
