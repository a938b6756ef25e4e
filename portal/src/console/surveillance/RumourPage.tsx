import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { rumours, type RumourItem, type RumourStep, type RumourWhole } from '../../api/rumours';
import { day, moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { RumourStepDialog } from './RumourStep';
import { Numbers } from './RumoursPage';
import './surveillance.css';
import './rumours.css';

const AGAIN = 15_000;

/** One rumour: what each text says of it, what was read of that, and what may be done. */
export default function RumourPage() {
  const { t } = useText();
  const { rumour } = useParams<{ rumour: string }>();
  const query = useQuery({
    queryKey: ['surveillance', 'rumour', rumour],
    queryFn: ({ signal }) => rumours.one(rumour, signal),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <p className="back">
        <Link href="/surveillance/rumours">{t('rumours.back')}</Link>
      </p>
      <Shown query={query} lines={10}>
        {(whole) => <Whole whole={whole} />}
      </Shown>
    </>
  );
}

function Whole({ whole }: { whole: RumourWhole }) {
  const { t, say, word, language } = useText();
  const client = useQueryClient();
  const [taking, take] = useState<RumourStep | null>(null);
  const { rumour, items, events } = whole;
  return (
    <>
      <h1>
        {rumour.name ? say(rumour.name) : t('rumours.unknown')} · {rumour.place.name}
        {rumour.site && ` · ${rumour.site}`}
      </h1>
      <p className="lead" data-test="rumour-state">
        {word('rumour-state', rumour.state)} · <Numbers ill={rumour.ill} dead={rumour.dead} /> ·{' '}
        {t('rumours.told', { told: rumour.told, items: rumour.items })} · {rumour.sources.map(say).join(' · ')} ·{' '}
        {t('rumours.since', { day: day(language, rumour.firstDay), at: moment(language, rumour.lastAt) })}
      </p>
      <section className="panel">
        <h2>{t('signal.next')}</h2>
        {rumour.mergedInto && (
          <p>
            {t('rumours.merged')} <Link href={`/surveillance/rumours/${rumour.mergedInto}`}>#{rumour.mergedInto}</Link>
          </p>
        )}
        {rumour.signal && (
          <p>
            <Link href={`/surveillance/signals/${rumour.signal}`}>
              {t('rumours.to-signal', { signal: rumour.signal })}
            </Link>
          </p>
        )}
        {rumour.steps.length === 0 ? (
          !rumour.signal && !rumour.mergedInto && <p className="fine">{t('signal.nothing-next')}</p>
        ) : (
          <div className="buttons">
            {rumour.steps.map((step, place) => (
              <Button key={step} type={place === 0 ? 'primary' : 'default'} onClick={() => take(step)}>
                {word('rumour-step', step)}
              </Button>
            ))}
          </div>
        )}
      </section>
      <section className="panel">
        <h2>{t('rumours.texts', { count: items.length })}</h2>
        <ol className="plain rumour-items">
          {items.map((item) => (
            <li key={item.id} data-test="rumour-item">
              <Text item={item} />
            </li>
          ))}
        </ol>
        <p className="fine">{t('rumours.masked')}</p>
      </section>
      <section className="panel" data-test="history">
        <h2>{t('card.history')}</h2>
        <ol className="plain">
          {events.map((event) => (
            <li key={`${event.version} ${event.kind}`}>
              <b>{word('rumour-event', event.kind)}</b> {event.name}
              {event.words && `：${event.words}`}
              <br />
              <span className="fine">{moment(language, event.at)}</span>
            </li>
          ))}
        </ol>
      </section>
      {taking && (
        <RumourStepDialog
          rumour={rumour}
          step={taking}
          done={() => void client.invalidateQueries({ queryKey: ['surveillance'] })}
          close={() => take(null)}
        />
      )}
    </>
  );
}

function Text({ item }: { item: RumourItem }) {
  const { t, say, language } = useText();
  const link = /^https?:\/\//.test(item.reference);
  return (
    <>
      <b>{say(item.source)}</b> {item.repeats && <span className="mark">{t('rumours.repeats')}</span>}{' '}
      <span className="fine">
        {t('rumours.published', { at: moment(language, item.publishedAt), delay: delay(item.delayMinutes) })}
      </span>
      <p className="rumour-whole">{item.text}</p>
      <p className="fine">
        {t('rumours.read')} {item.place.name}
        {item.site && ` · ${item.site}`} · {day(language, item.day)}
        {item.name && ` · ${say(item.name)}（${item.word}）`}
        {item.ill !== null && ` · ${t('rumours.ill', { count: item.ill })}`}
        {item.dead !== null && ` · ${t('rumours.dead', { count: item.dead })}`}
      </p>
      {link && (
        <p className="fine">
          <a href={item.reference} target="_blank" rel="noreferrer noopener">
            {item.reference}
          </a>
        </p>
      )}
    </>
  );

  function delay(minutes: number): string {
    const [count, unit] =
      minutes < 60
        ? [minutes, t('clock.minute')]
        : minutes < 48 * 60
          ? [Math.round(minutes / 60), t('clock.hour')]
          : [Math.round(minutes / 1440), t('clock.day')];
    return `${count} ${unit}`;
  }
}
