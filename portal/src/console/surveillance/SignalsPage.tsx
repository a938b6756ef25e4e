import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { surveillance, type SignalLine } from '../../api/surveillance';
import { day, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { span } from './clock';
import { Spark } from './Spark';
import './surveillance.css';

const AGAIN = 15_000;
const WEEK = 7;

/** The inbox of a CDC: what is more than was to be expected, the gravest and most urgent first. J and K move, Enter opens. */
export default function SignalsPage() {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const ended = search.get('ended') === 'yes';
  const state = search.get('state');
  const region = search.get('region');
  const what = search.get('what');
  const query = useQuery({
    queryKey: ['surveillance', 'signals', ended, region, what],
    queryFn: ({ signal }) => surveillance.signals({ ended: ended ? 'true' : null, region, what }, signal),
    select: ({ signals, now }) => ({ signals: state ? signals.filter((one) => one.state === state) : signals, now }),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <h1>{t('nav.signals')}</h1>
      <p className="lead">{t('signals.lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.signals')}>
        <button type="button" className="chip" aria-pressed={!ended} onClick={() => change({}, { replace: true })}>
          {t('signals.open')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={ended}
          onClick={() => change({ ended: 'yes' }, { replace: true })}
        >
          {t('signals.ended')}
        </button>
      </div>
      {(state || region || what) && (
        <p className="fine">
          {[state && word('signal-state', state), region && t('cases.region', { region }), what]
            .filter(Boolean)
            .join(' · ')}{' '}
          <Link href="/surveillance/signals">{t('cards.unfiltered')}</Link>
        </p>
      )}
      <Shown query={query} lines={8}>
        {({ signals, now }) =>
          signals.length === 0 ? (
            <Empty title={t(ended ? 'signals.none-ended' : 'signals.none')}>{t('signals.none-hint')}</Empty>
          ) : (
            <Inbox signals={signals} now={now} />
          )
        }
      </Shown>
    </>
  );
}

function Inbox({ signals, now }: { signals: SignalLine[]; now: string }) {
  const { t } = useText();
  const [, go] = useLocation();
  const [at, move] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      (event.target as HTMLElement).closest('input, select, textarea')
    )
      return;
    const next =
      event.key === 'j' ? Math.min(signals.length - 1, at + 1) : event.key === 'k' ? Math.max(0, at - 1) : at;
    if (event.key === 'j' || event.key === 'k') {
      move(next);
      list.current?.querySelectorAll<HTMLAnchorElement>('a.signal-name')[next]?.focus();
    }
    if (event.key === 'o') go(`/surveillance/signals/${signals[at]!.id}`);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <p className="fine keys">{t('signals.keys')}</p>
      <ul className="signals" ref={list}>
        {signals.map((signal, place) => (
          <li key={signal.id} data-test="signal" data-state={signal.state} data-at={place === at}>
            <Row signal={signal} now={now} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ signal, now }: { signal: SignalLine; now: string }) {
  const { t, say, word, language } = useText();
  return (
    <>
      <div className="signal-what">
        <Link className="signal-name" href={`/surveillance/signals/${signal.id}`}>
          <b>{say(signal.name)}</b>
        </Link>{' '}
        <span className="state">{word('signal-state', signal.state)}</span>
        {signal.risk && <span className={`mark risk ${signal.risk.toLowerCase()}`}>{word('risk', signal.risk)}</span>}
        <p>
          {signal.place.name}
          {signal.site && ` · ${signal.site}`}
        </p>
      </div>
      <Spark counts={signal.spark} marked={WEEK} />
      <div>
        <Link href={casesOf(signal)}>
          <b>{t('signals.observed', { cases: signal.observed })}</b>
        </Link>
        <p className="fine">{expected(signal, t('signals.expected'), t('signals.bound')) || t('signals.no-past')}</p>
        {signal.recurrenceDays != null && (
          <p className="fine" data-test="recurrence">
            {t(signal.withinBudget ? 'signals.recurrence' : 'signals.recurrence-beyond', {
              days: Math.round(signal.recurrenceDays),
            })}
          </p>
        )}
      </div>
      <div>
        <span className="fine">{word('rule', signal.rule.replace(/@.*/, ''))}</span>
        <p className="fine">
          {day(language, signal.firstDay)} – {day(language, signal.lastDay)}
        </p>
      </div>
      <div>
        <span className="fine">{t('signals.owner', { place: signal.owner.name })}</span>
        <p>
          <Due due={signal.dueAt} now={now} />
        </p>
        <p className="fine">{t('signals.raised', { at: moment(language, signal.raisedAt) })}</p>
      </div>
    </>
  );
}

/** The cases behind a signal; of a syndrome, which has no cards, its series. */
export function casesOf(signal: SignalLine): string {
  if (signal.what.startsWith('SYN'))
    return `/surveillance/series?${new URLSearchParams({ what: signal.what, region: signal.place.code })}`;
  const filter = new URLSearchParams({
    what: signal.what,
    region: signal.place.code,
    from: signal.firstDay,
    until: signal.lastDay,
  });
  if (signal.site) filter.set('site', signal.site);
  return `/surveillance/cases?${filter}`;
}

function expected(signal: SignalLine, expectedWord: string, boundWord: string): string {
  const number = (value: number) => String(Math.round(value * 10) / 10);
  return [
    signal.expected === null ? '' : `${expectedWord} ${number(signal.expected)}`,
    signal.bound === null ? '' : `${boundWord} ${number(signal.bound)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** When the next step is due. */
export function Due({ due, now }: { due: string | null; now: string }) {
  const { t } = useText();
  if (!due) return null;
  const left = Date.parse(due) - Date.parse(now);
  const units = { day: t('clock.day'), hour: t('clock.hour'), minute: t('clock.minute') };
  return (
    <span className={left < 0 ? 'mark bad' : 'mark good'}>
      {t(left < 0 ? 'clock.over' : 'clock.left', { span: span(left, units) })}
    </span>
  );
}
