import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { rumours, type SourceState } from '../../api/rumours';
import { day, moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import './surveillance.css';
import './rumours.css';

const AGAIN = 60_000;

/** Where observations come from: what each source told last, how late it tells, where it fell silent, and how complete it is. */
export default function SourcesPage() {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['surveillance', 'sources'],
    queryFn: ({ signal }) => rumours.sources(signal),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <h1>{t('nav.sources')}</h1>
      <p className="lead">{t('sources.lead')}</p>
      <Shown query={query} lines={10}>
        {({ sources }) => <All sources={sources} />}
      </Shown>
    </>
  );
}

function All({ sources }: { sources: SourceState[] }) {
  const { t, say, word, language } = useText();
  const silent = sources.flatMap(({ name, places }) =>
    places.filter((each) => each.silent).map((each) => ({ name, ...each })),
  );
  return (
    <>
      {silent.length > 0 && (
        <section className="panel" data-test="silent">
          <h2>
            <span className="mark bad">{t('sources.silent', { count: silent.length })}</span>
          </h2>
          <ul className="plain">
            {silent.map((each) => (
              <li key={`${each.name.en} ${each.place.code}`}>
                <b>{say(each.name)}</b> · {each.place.name} ·{' '}
                {t('sources.since', { at: moment(language, each.lastAt) })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Grid
        label={t('nav.sources')}
        rows={sources}
        keyOf={({ code }) => code}
        columns={[
          {
            title: t('sources.source'),
            cell: ({ code, name, series }) =>
              series === 0 ? (
                <b>{say(name)}</b>
              ) : (
                <Link href={`/surveillance/series?${new URLSearchParams({ source: code })}`}>
                  <b>{say(name)}</b>
                </Link>
              ),
          },
          { title: t('sources.way'), cell: ({ way }) => word('source-way', way) },
          {
            title: t('sources.last'),
            cell: ({ lastAt }) =>
              lastAt ? moment(language, lastAt) : <span className="fine">{t('sources.never')}</span>,
          },
          { title: t('sources.last-day'), cell: ({ lastDay }) => (lastDay ? day(language, lastDay) : '–') },
          {
            title: t('sources.delay'),
            figure: true,
            cell: ({ median, late }) => (median === null ? '–' : t('sources.days', { median, late: late ?? median })),
          },
          { title: t('sources.series'), figure: true, cell: ({ series }) => series },
          { title: t('sources.places'), cell: (source) => <Places source={source} /> },
        ]}
      />
      <p className="fine">{t('sources.how')}</p>
    </>
  );
}

function Places({ source }: { source: SourceState }) {
  const { t, language } = useText();
  if (source.places.length === 0) return <span className="fine">–</span>;
  const told = source.places.reduce((sum, each) => sum + (each.told ?? 0), 0);
  const due = source.places.reduce((sum, each) => sum + (each.due ?? 0), 0);
  return (
    <details>
      <summary>
        {t('sources.of-places', { count: source.places.length })}
        {due > 0 && ` · ${t('sources.complete', { share: Math.round((100 * told) / due) })}`}
      </summary>
      <ul className="plain">
        {source.places.map((each) => (
          <li key={each.place.code}>
            {each.place.name} {each.silent && <span className="mark bad">{t('sources.is-silent')}</span>}{' '}
            <span className="fine">
              {moment(language, each.lastAt)}
              {each.due !== null && ` · ${t('sources.told', { told: each.told ?? 0, due: each.due })}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
