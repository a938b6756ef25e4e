import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { surveillance, type Drawn, type Point } from '../../api/surveillance';
import { localDay, moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Figure } from '../Figure';
import { Curve } from './Curve';
import { GrowthNote } from './GrowthNote';
import { METHOD_NOTES, NOWCAST_PAPER, parametersOf } from './methods';
import { curveData } from './taken';

const DAY = 86_400_000;

/** One series of the page: what and where, the rest as the address has it. */
export function SeriesFigure({
  what,
  region,
  place,
  search,
  asOf,
}: {
  what: string;
  region: string;
  place: string;
  search: URLSearchParams;
  asOf: string | null;
}) {
  const { t, say, language } = useText();
  const until = asOf ? localDay(new Date(asOf)) : localDay(new Date());
  const days = Number(search.get('span') ?? '90');
  const from = localDay(new Date(Date.parse(`${until}T00:00:00+08:00`) - (days - 1) * DAY));
  const [dated, method, by] = ['dated', 'method', 'by'].map((name) => search.get(name));
  const parameters = method ? parametersOf(search.get('p')) : [];
  const filter = { what, region, dated: dated ?? null, method: method ?? null, by: by ?? null, from, until, asOf };
  const query = useQuery({
    queryKey: ['surveillance', 'points', filter, parameters],
    queryFn: ({ signal }) => surveillance.points(filter, parameters, signal),
    placeholderData: keepPreviousData,
  });
  const casesOf = (point: Point) => {
    const last = by === 'week' ? localDay(new Date(Date.parse(`${point.day}T00:00:00+08:00`) + 6 * DAY)) : point.day;
    const cases = new URLSearchParams({ what, from: point.day, until: last });
    if (region) cases.set('region', region);
    if (dated) cases.set('dated', dated);
    return `/surveillance/cases?${cases}`;
  };
  const note = method ? METHOD_NOTES[method] : undefined;
  return (
    <section className="panel" data-test="series-figure">
      <Shown query={query} lines={8}>
        {(drawn) => (
          <>
            <h2>
              {say(drawn.name)} <span className="fine">{place}</span>
            </h2>
            {drawn.note && <p className="notice">{t('series.no-past')}</p>}
            <Figure
              data={curveData(t, drawn.points, {
                file: `series-${what.replaceAll(/\W+/g, '-')}-${region || 'all'}-${until}`,
                title: `${say(drawn.name)} ${place}`,
                note: [
                  `${from} – ${until}`,
                  t(dated === 'ONSET' ? 'series.by-onset' : 'series.by-diagnosis'),
                  t(by === 'week' ? 'series.by-week' : 'series.by-day'),
                  method
                    ? t('figure.method', {
                        method,
                        paper: note?.paper ?? '',
                        parameters:
                          parameters.join(' ') || t('figure.defaults', { parameters: note?.parameters ?? '' }),
                      })
                    : t('series.no-method'),
                  drawn.points.some(({ high }) => high !== null)
                    ? t('figure.nowcast-by', { paper: NOWCAST_PAPER })
                    : '',
                  t('figure.as-of', { at: moment(language, asOf ?? new Date().toISOString()) }),
                ],
              })}
            >
              <Curve points={drawn.points} casesOf={casesOf} />
            </Figure>
            {drawn.last && <Said last={drawn.last} />}
          </>
        )}
      </Shown>
      {dated === 'ONSET' && by !== 'week' && (
        <GrowthNote what={what} region={region || null} asOf={asOf} mean={search.get('mean')} sd={search.get('sd')} />
      )}
    </section>
  );
}

function Said({ last }: { last: NonNullable<Drawn['last']> }) {
  const { t, say } = useText();
  return (
    <details>
      <summary>{t('series.how')}</summary>
      <p>{say(last.sentence)}</p>
      <p className="fine">
        <code>{last.rule}</code> {last.facts.map((fact) => say(fact.words)).join(' · ')}
      </p>
    </details>
  );
}
