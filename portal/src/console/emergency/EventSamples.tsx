import { useQuery } from '@tanstack/react-query';
import { people, type Sample } from '../../api/people';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

const RESULTS = ['PENDING', 'POSITIVE', 'NEGATIVE', 'INCONCLUSIVE'] as const;

/** The samples of an event, by what was found: what the laboratory still owes, and who has the tube. */
export function EventSamples({
  event,
  result,
  choose,
  open,
}: {
  event: string;
  result: string | null;
  choose: (result: string | null) => void;
  open: (person: number) => void;
}) {
  const { t, word } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'samples', event],
    queryFn: ({ signal }) => people.samples(event, signal),
  });
  return (
    <section className="panel" data-test="event-samples">
      <h2>{t('event-part.samples')}</h2>
      <Shown query={query} lines={6}>
        {({ samples }) => (
          <>
            <div className="chips" role="group" aria-label={t('samples.result')}>
              {RESULTS.map((one) => (
                <button
                  key={one}
                  type="button"
                  className="chip"
                  aria-pressed={result === one}
                  onClick={() => choose(result === one ? null : one)}
                >
                  {word('sample-result', one)} {samples.filter((sample) => sample.result === one).length}
                </button>
              ))}
            </div>
            <List samples={samples.filter((sample) => !result || sample.result === result)} open={open} />
          </>
        )}
      </Shown>
    </section>
  );
}

function List({ samples, open }: { samples: Sample[]; open: (person: number) => void }) {
  const { t, word, language } = useText();
  if (samples.length === 0) return <Empty title={t('samples.none')} />;
  return (
    <Grid
      label={t('event-part.samples')}
      rows={samples}
      keyOf={({ number }) => String(number)}
      columns={[
        { title: t('samples.label'), cell: ({ label }) => label },
        {
          title: t('people.number'),
          cell: ({ person }) => (
            <button type="button" className="quiet" onClick={() => open(person)}>
              {t('people.one', { number: person })}
            </button>
          ),
        },
        { title: t('samples.material'), cell: ({ material }) => material },
        { title: t('samples.test'), cell: ({ test }) => test },
        { title: t('samples.result'), cell: ({ result, words }) => `${word('sample-result', result)} ${words}` },
        {
          title: t('samples.holder'),
          cell: ({ custody }) => {
            const last = custody.at(-1);
            return last ? `${word('sample-step', last.kind)} ${last.holder} ${moment(language, last.at)}` : '';
          },
        },
      ]}
    />
  );
}
