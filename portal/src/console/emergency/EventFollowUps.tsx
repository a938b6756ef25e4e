import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { OUTCOMES, people, type Outcome, type Visit } from '../../api/people';
import { UNREACHABLE, Problem } from '../../api/http';
import { day, time } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { keep, mine, sent, waiting } from './outbox';

const AGAIN = 15_000;
const AT_ONCE = 500;

/** Today's contacts for whoever looks after them on the way: one tap for each, also without network. */
export function EventFollowUps({
  event,
  acting,
  open: onlyOpen,
  choose,
}: {
  event: string;
  acting: boolean;
  /** Whether only those are shown whom nobody looked after yet. */
  open: boolean;
  choose: (open: boolean) => void;
}) {
  const { t, language } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'follow-ups', event],
    queryFn: ({ signal }) => people.followUps(event, null, signal),
  });
  const box = useOutbox(event);
  return (
    <section className="panel" data-test="follow-ups">
      <h2>{t('event-part.follow-ups')}</h2>
      <Outbox box={box} />
      <Shown query={query} lines={8}>
        {({ day: today, contacts }) => {
          const tapped = new Map(box.said.map((one) => [`${one.person} ${one.day}`, one.outcome]));
          const outcome = ({ person, done }: Visit) => tapped.get(`${person} ${today}`) ?? done?.outcome ?? null;
          const open = contacts.filter((visit) => outcome(visit) === null).length;
          if (contacts.length === 0) return <Empty title={t('follow-up.none')}>{t('follow-up.none-hint')}</Empty>;
          return (
            <>
              <p data-test="follow-up-count">{day(language, today)}</p>
              <div className="chips" role="group" aria-label={t('event-part.follow-ups')}>
                <button type="button" className="chip" aria-pressed={!onlyOpen} onClick={() => choose(false)}>
                  {t('follow-up.all', { count: contacts.length })}
                </button>
                <button type="button" className="chip" aria-pressed={onlyOpen} onClick={() => choose(true)}>
                  {t('follow-up.open', { count: open })}
                </button>
              </div>
              <ul className="plain visits">
                {contacts
                  .filter((visit) => !onlyOpen || outcome(visit) === null)
                  .toSorted((one, other) => Number(outcome(one) !== null) - Number(outcome(other) !== null))
                  .map((visit) => (
                    <li key={visit.person} data-test="visit" data-outcome={outcome(visit) ?? 'OPEN'}>
                      <VisitRow
                        visit={visit}
                        chosen={outcome(visit)}
                        {...(acting ? { tap: (now: Outcome) => box.tap(visit.person, today, now) } : {})}
                      />
                    </li>
                  ))}
              </ul>
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function VisitRow({ visit, chosen, tap }: { visit: Visit; chosen: Outcome | null; tap?: (outcome: Outcome) => void }) {
  const { t, word, language } = useText();
  return (
    <>
      <p className="visit-who">
        <b>{visit.name}</b> {visit.phone && <a href={`tel:${visit.phone}`}>{visit.phone}</a>}
        <span className="fine">
          {' '}
          {word('contact-category', visit.category)} · {t('follow-up.day-of', { index: visit.index, days: visit.days })}
          {visit.done && ` · ${visit.done.by} ${time(language, visit.done.saidAt)}`}
        </span>
      </p>
      {visit.address && <p className="fine">{visit.address}</p>}
      <div className="outcomes" role="group" aria-label={visit.name}>
        {OUTCOMES.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={chosen === one}
            disabled={!tap}
            onClick={() => tap?.(one)}
          >
            {word('outcome', one)}
          </button>
        ))}
      </div>
    </>
  );
}

type Box = ReturnType<typeof useOutbox>;

/** Says what waits for the network and what the platform did not take. */
function Outbox({ box }: { box: Box }) {
  const { t } = useText();
  return (
    <>
      {box.said.length > 0 && (
        <p className="notice" role="status" data-test="outbox">
          {t('follow-up.waiting', { count: box.said.length })}{' '}
          <button type="button" className="quiet" onClick={() => void box.send()}>
            {t('follow-up.send')}
          </button>
        </p>
      )}
      {box.refused > 0 && <p className="notice">{t('follow-up.refused', { count: box.refused })}</p>}
      {box.failure !== null && <ProblemView failure={box.failure} />}
    </>
  );
}

/** Keeps taps until the platform has them: sent at once, when the network is back, and again every quarter of a minute. */
function useOutbox(event: string) {
  const { account } = useSession();
  const client = useQueryClient();
  const [said, hold] = useState(() => mine(waiting(localStorage), account, event));
  const [failure, fail] = useState<unknown>(null);
  const [refused, refuse] = useState(0);
  const sending = useRef(false);
  const send = useCallback(async () => {
    const now = mine(waiting(localStorage), account, event).slice(0, AT_ONCE);
    if (now.length === 0 || sending.current) return;
    sending.current = true;
    try {
      const { taken } = await people.say(event, now);
      refuse((before) => before + taken.filter(({ wrong }) => wrong !== null).length);
      fail(null);
      await client.invalidateQueries({ queryKey: ['emergency', 'follow-ups', event] });
      hold(mine(sent(localStorage, account, event, now), account, event));
    } catch (problem) {
      if (!(problem instanceof Problem && (problem.code === UNREACHABLE || problem.status >= 500))) fail(problem);
    } finally {
      sending.current = false;
    }
  }, [account, client, event]);
  useEffect(() => {
    void send();
    const retry = setInterval(() => void send(), AGAIN);
    const online = () => void send();
    window.addEventListener('online', online);
    return () => {
      clearInterval(retry);
      window.removeEventListener('online', online);
    };
  }, [send]);
  const tap = (person: number, on: string, outcome: Outcome) => {
    const one = { person, day: on, outcome, saidAt: new Date().toISOString() };
    hold(mine(keep(localStorage, { account, event, said: one }), account, event));
    void send();
  };
  return { said, failure, refused, send, tap };
}
