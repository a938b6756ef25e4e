import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { emergency, type EventLine, type HistoryEntry } from '../../api/emergency';
import { moment } from '../../shared/format';
import { More, Shown } from '../../shared/states';
import { useText, type Language } from '../../shared/text';

/** What happened, the newest first; from each entry one sees the event as it was known then. */
export function EventHistory({ event, choose }: { event: EventLine; choose: (at: string) => void }) {
  const { t, word, language } = useText();
  const field = useId();
  const query = useInfiniteQuery({
    queryKey: ['emergency', 'history', event.id],
    queryFn: ({ pageParam, signal }) => emergency.history(event.id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => (next === null ? null : String(next)),
  });
  return (
    <section className="panel" data-test="history">
      <h2>{t('event-part.history')}</h2>
      <div className="filter-row">
        <label htmlFor={field}>{t('events.replay')}</label>
        <input
          id={field}
          className="event-moment"
          type="datetime-local"
          min={localMinute(event.openedAt)}
          onChange={({ target }) => target.value && choose(new Date(`${target.value}:59+08:00`).toISOString())}
        />
      </div>
      <Shown query={query} lines={8}>
        {({ pages }) => (
          <>
            <ol className="plain">
              {pages
                .flatMap(({ entries }) => entries)
                .map((entry) => (
                  <li key={entry.version}>
                    <b>{word('happening', entry.kind)}</b> {entry.name}
                    {said(entry, word, language)}
                    <br />
                    <span className="fine">
                      {moment(language, entry.at)}{' '}
                      <button type="button" className="quiet" onClick={() => choose(entry.at)}>
                        {t('events.look-then')}
                      </button>
                    </span>
                  </li>
                ))}
            </ol>
            <More query={query} />
          </>
        )}
      </Shown>
    </section>
  );
}

/** What an entry says beyond its kind. */
function said(
  { kind, happening }: HistoryEntry,
  word: (kind: string, code: string | null) => string,
  language: Language,
): string {
  const text = (name: string) => (happening[name] == null ? '' : String(happening[name]));
  const words = text('words');
  const parts: Record<string, () => string[]> = {
    Opened: () => [text('title'), words],
    Moved: () => [word('event-status', text('to')), words],
    Graded: () => [word('event-level', text('level')), words],
    HandedOver: () => [text('owner'), words],
    DutySet: () => [(happening['duty'] as { name: string }).name],
    DutyEnded: () => [text('account')],
    TaskSet: () => [
      `${(happening['task'] as { number: number }).number}`,
      (happening['task'] as { words: string }).words,
    ],
    TaskMoved: () => [text('number'), word('task-state', text('to')), words],
    TaskEscalated: () => [text('number'), text('told')],
    ResourceMoved: () => [word('resource', text('resource')), text('amount'), word('hold-state', text('to'))],
    PersonSet: () => {
      const after = happening['after'] as { classification: string | null; onset: string | null } | undefined;
      return [text('number'), word('classification', after?.classification ?? null), after?.onset ?? ''];
    },
    Met: () => [
      text('source') && `${text('source')} → ${text('target')}`,
      happening['infected'] ? word('happening', 'Infected') : '',
    ],
    SampleMoved: () => [text('number'), word('sample-step', text('step')), word('sample-result', text('result'))],
    Reported: () => [text('number'), text('edition') === '0' ? '' : `+${text('edition')}`],
    Retained: () => [moment(language, text('until')), words],
    Disposed: () => [
      String(Object.values(happening['removed'] as Record<string, number>).reduce((sum, rows) => sum + rows, 0)),
    ],
    TransferMoved: () => [word('transfer-state', text('state')), words],
  };
  const list = (parts[kind]?.() ?? [words]).filter(Boolean);
  return list.length === 0 ? '' : `：${list.join(' · ')}`;
}

/** The minute in the country's time, as the field wants it. */
function localMinute(iso: string): string {
  return new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16);
}
