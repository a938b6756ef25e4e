import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query';
import { portal, type TimelineFilter } from '../api/client';
import type { Entry, EntryLine, RecordSource } from '../api/contract';
import { refused } from '../api/queries';
import { useVisit, type Visit } from '../api/visit';
import { day, moment, time } from './format';
import { markOf, rangeOf } from './laboratory';
import { ProblemView } from './Problem';
import { Empty, Loading, More, Stale } from './states';
import { useText, type Language } from './text';
import { TimelineFilters, useTimelineFilter } from './TimelineFilters';

/** One record in order of time, newest first: every entry with its institution and its time. Filters stand in the URL. */
export function Timeline({
  patient,
  sources,
  withheld = false,
}: {
  patient: string;
  sources: RecordSource[];
  /** Part of the record may not be seen, so that nothing found does not mean that there is nothing. */
  withheld?: boolean;
}) {
  const { t } = useText();
  const { filter } = useTimelineFilter();
  const visit = useVisit(JSON.stringify([patient, filter]));
  const query = useTimeline(patient, filter, visit);
  const again = () => {
    visit.again();
    void query.refetch();
  };
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const filtered = filter.category !== null || filter.institution !== null;
  const gone = query.error && (query.data === undefined || refused(query.error));

  return (
    <section className="timeline" aria-labelledby="timeline-title" aria-busy={query.isFetching}>
      <h2 id="timeline-title">{t('timeline.title')}</h2>
      <TimelineFilters sources={sources} />
      {gone && <ProblemView failure={query.error} again={again} />}
      {query.error && !gone && <Stale again={again} />}
      {query.isPending && <Loading lines={6} />}
      {!gone && query.data && (
        <>
          {entries.length === 0 && (
            <Empty title={t(none(filtered, withheld))}>
              {withheld
                ? t('timeline.none-withheld-hint')
                : t(filtered ? 'timeline.none-filtered-hint' : 'timeline.none-hint')}
            </Empty>
          )}
          <EntryList entries={entries} />
          <More query={query} />
        </>
      )}
    </section>
  );
}

/** Entries in the order they came, under their days. */
export function EntryList({ entries }: { entries: Entry[] }) {
  return byDay(entries).map(([date, ofDay]) => <Day key={date} date={date} entries={ofDay} />);
}

function none(filtered: boolean, withheld: boolean) {
  if (withheld) return filtered ? 'timeline.none-filtered-shown' : 'timeline.none-shown';
  return filtered ? 'timeline.none-filtered' : 'timeline.none';
}

function useTimeline(patient: string, filter: TimelineFilter, visit: Visit) {
  return useInfiniteQuery({
    queryKey: ['portal', 'timeline', patient, filter],
    queryFn: ({ pageParam, signal }) =>
      visit.load(pageParam ?? '', (refresh) => portal.timeline(patient, filter, pageParam, refresh, signal)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before, query) => (query?.queryKey[2] === patient ? keepPreviousData(before) : undefined),
  });
}

/** Groups entries by their day, in the order they came; those without a time come under an empty day. */
export function byDay(entries: Entry[]): [string, Entry[]][] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const date = day('zh-CN', entry.at);
    const ofDay = days.get(date);
    if (ofDay) ofDay.push(entry);
    else days.set(date, [entry]);
  }
  return [...days];
}

function Day({ date, entries }: { date: string; entries: Entry[] }) {
  const { t, language } = useText();
  return (
    <section className="day">
      <h3>{date === '' ? t('timeline.no-date') : day(language, entries[0]?.at)}</h3>
      <ol>
        {entries.map((entry) => (
          <EntryView key={entry.reference} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function EntryView({ entry }: { entry: Entry }) {
  const { t, word, say, language } = useText();
  return (
    <li className="entry" data-test="entry" data-institution={entry.institution?.code} data-category={entry.category}>
      <div className="entry-head">
        <span className="kind">{word('category', entry.category)}</span>
        <h4>{say(entry.title)}</h4>
      </div>
      <p className="entry-from">
        <span>{entry.institution?.name ?? t('institution.unknown')}</span>
        {entry.at && <time dateTime={entry.at}>{time(language, entry.at) || t('timeline.whole-day')}</time>}
        {entry.source && <span>{say(entry.source)}</span>}
      </p>
      {entry.lines.length > 0 && (
        <ul className="lines">
          {entry.lines.map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** A moment in the record, such as the end of a visit, as people read it. */
function readable(value: string | number, language: Language) {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? moment(language, value) : value;
}

function Line({ line }: { line: EntryLine }) {
  const { t, say, language } = useText();
  const mark = markOf(line.flag);
  const range = rangeOf(line);
  return (
    <li className={mark ? 'line marked' : 'line'}>
      <span className="line-label">{say(line.label)}</span>
      <span className="line-value">
        {line.value !== null && <b>{line.words ? say(line.words) : readable(line.value, language)}</b>}{' '}
        {line.unit && <span className="unit">{line.unit}</span>}
        {mark && (
          <strong className={mark.strong ? 'flag strong' : 'flag'}>
            <span aria-hidden="true">{mark.sign}</span> {t(mark.key)}
          </strong>
        )}
      </span>
      <span className="line-range">{range && t(range.key, range.values)}</span>
    </li>
  );
}
