import { useQuery } from '@tanstack/react-query';
import { surveillance } from '../../api/surveillance';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';

/** How fast a series grows now, and how many a case infects where a serial interval is told. */
export function GrowthNote({
  what,
  region,
  asOf,
  mean,
  sd,
}: {
  what: string;
  region: string | null;
  asOf: string | null;
  mean: string | null;
  sd: string | null;
}) {
  const { t, say } = useText();
  const filter = { what, region, asOf, mean: sd ? mean : null, sd: mean ? sd : null };
  const query = useQuery({
    queryKey: ['surveillance', 'growth', filter],
    queryFn: ({ signal }) => surveillance.growth(filter, signal),
  });
  return (
    <div data-test="growth">
      <Shown query={query} lines={1}>
        {({ said }) => {
          const last = said.reproduction.findLast((one) => one.mean !== null);
          return (
            <>
              <p>
                {said.growth === null || said.low === null || said.high === null
                  ? t('growth.none')
                  : t('growth.said', {
                      rate: (said.growth * 100).toFixed(1),
                      low: (said.low * 100).toFixed(1),
                      high: (said.high * 100).toFixed(1),
                    })}
                {said.growth !== null &&
                  said.doubling !== null &&
                  Math.abs(said.doubling) < 1_000 &&
                  ` ${t(said.growth > 0 ? 'growth.doubles' : 'growth.halves', { days: Math.abs(said.doubling).toFixed(1) })}`}
                {last && last.mean !== null && last.low !== null && last.high !== null && (
                  <>
                    {' '}
                    <b>
                      {t('growth.rt', {
                        mean: last.mean.toFixed(2),
                        low: last.low.toFixed(2),
                        high: last.high.toFixed(2),
                      })}
                    </b>
                  </>
                )}
              </p>
              {said.reproduced && (
                <p className="fine">
                  <code>{said.reproduced.rule}</code> {say(said.reproduced.sentence)}
                </p>
              )}
            </>
          );
        }}
      </Shown>
    </div>
  );
}
