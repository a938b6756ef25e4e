import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { rumours, type RumourLine, type RumourStep } from '../../api/rumours';
import { day, moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { RumourStepDialog } from './RumourStep';
import './surveillance.css';
import './rumours.css';

const AGAIN = 15_000;
const KEYS: Record<string, RumourStep> = { v: 'VERIFY', s: 'SIGNAL', d: 'DISMISS', r: 'REOPEN' };

/** What is heard of illness, each event once: J and K move, O opens, V, S and D decide. */
export default function RumoursPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const ended = search.get('ended') === 'yes';
  const before = (ended && search.get('before')) || undefined;
  const query = useQuery({
    queryKey: ['surveillance', 'rumours', ended, before],
    queryFn: ({ signal }) => rumours.list(ended, before, signal),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <h1>{t('nav.rumours')}</h1>
      <p className="lead">{t('rumours.lead')}</p>
      <div className="chips" role="group" aria-label={t('nav.rumours')}>
        <button type="button" className="chip" aria-pressed={!ended} onClick={() => change({}, { replace: true })}>
          {t('rumours.open')}
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={ended}
          onClick={() => change({ ended: 'yes' }, { replace: true })}
        >
          {t('rumours.ended')}
        </button>
      </div>
      <Shown query={query} lines={8}>
        {({ rumours: found, older }) =>
          found.length === 0 ? (
            <Empty title={t(ended ? 'rumours.none-ended' : 'rumours.none')}>{t('rumours.none-hint')}</Empty>
          ) : (
            <>
              <Inbox key={`${ended} ${before}`} found={found} />
              {older && (
                <p>
                  <Link href={`/surveillance/rumours?ended=yes&before=${older}`}>{t('rumours.older')}</Link>
                </p>
              )}
            </>
          )
        }
      </Shown>
    </>
  );
}

function Inbox({ found }: { found: RumourLine[] }) {
  const { t } = useText();
  const [, go] = useLocation();
  const client = useQueryClient();
  const [chosen, choose] = useState<string | null>(null);
  const [taking, take] = useState<{ rumour: RumourLine; step: RumourStep } | null>(null);
  const list = useRef<HTMLUListElement>(null);
  // what is chosen stays chosen when the list changes under it
  const at = Math.max(
    0,
    found.findIndex(({ id }) => id === chosen),
  );
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (
      taking ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      (event.target as HTMLElement).closest('input, select, textarea')
    )
      return;
    const next = event.key === 'j' ? Math.min(found.length - 1, at + 1) : event.key === 'k' ? Math.max(0, at - 1) : at;
    if (event.key === 'j' || event.key === 'k') {
      choose(found[next]!.id);
      list.current?.querySelectorAll<HTMLAnchorElement>('a.signal-name')[next]?.focus();
    }
    const rumour = found[at]!;
    if (event.key === 'o') go(`/surveillance/rumours/${rumour.id}`);
    const step = KEYS[event.key];
    if (step && rumour.steps.includes(step)) {
      event.preventDefault();
      take({ rumour, step });
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <p className="fine keys">{t('rumours.keys')}</p>
      <ul className="signals rumours" ref={list}>
        {found.map((rumour, place) => (
          <li key={rumour.id} data-test="rumour" data-state={rumour.state} data-at={place === at}>
            <Row rumour={rumour} />
          </li>
        ))}
      </ul>
      {taking && (
        <RumourStepDialog
          rumour={taking.rumour}
          step={taking.step}
          done={() => void client.invalidateQueries({ queryKey: ['surveillance'] })}
          close={() => take(null)}
        />
      )}
    </>
  );
}

function Row({ rumour }: { rumour: RumourLine }) {
  const { t, say, word, language } = useText();
  return (
    <>
      <div className="signal-what">
        <Link className="signal-name" href={`/surveillance/rumours/${rumour.id}`}>
          <b>{rumour.name ? say(rumour.name) : t('rumours.unknown')}</b>
        </Link>{' '}
        <span className="state">{word('rumour-state', rumour.state)}</span>
        <p>
          {rumour.place.name}
          {rumour.site && ` · ${rumour.site}`}
        </p>
      </div>
      <p className="rumour-text">{rumour.headline}</p>
      <div>
        <Numbers ill={rumour.ill} dead={rumour.dead} />
        <p className="fine">{t('rumours.told', { told: rumour.told, items: rumour.items })}</p>
      </div>
      <div>
        <span className="fine">{rumour.sources.map(say).join(' · ')}</span>
        <p className="fine">
          {t('rumours.since', { day: day(language, rumour.firstDay), at: moment(language, rumour.lastAt) })}
        </p>
      </div>
    </>
  );
}

/** How many are said to be ill and dead. */
export function Numbers({ ill, dead }: { ill: number | null; dead: number | null }) {
  const { t } = useText();
  return (
    <>
      {dead !== null && dead > 0 && <span className="mark bad">{t('rumours.dead', { count: dead })}</span>}{' '}
      <b>{ill === null ? t('rumours.no-number') : t('rumours.ill', { count: ill })}</b>
    </>
  );
}
