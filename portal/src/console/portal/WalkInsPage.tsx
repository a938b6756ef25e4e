import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { portal } from '../../api/client';
import type { WalkIn } from '../../api/contract';
import { Corrections } from '../../shared/Corrections';
import { day, moment, time, localDay } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Search } from '../Search';
import { useIdentity } from './identity';

/** Who is with us today, newest first; a search looks among all patients of my institution. */
export function WalkInsPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const asked = search.get('query') ?? '';
  const query = useQuery({
    queryKey: ['portal', 'walk-ins', asked],
    queryFn: ({ signal }) => portal.walkIns(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <Corrections />
      <div className="page-head">
        <h1>{asked ? t('walk-ins.found') : t('walk-ins.title')}</h1>
        <Search
          label={t('walk-ins.search')}
          asked={asked}
          ask={(words) => change(words ? { query: words } : {}, { replace: true })}
        />
      </div>
      <Shown query={query} lines={6}>
        {({ patients }) =>
          patients.length === 0 ? (
            <Empty title={t(asked ? 'walk-ins.none-found' : 'walk-ins.none')}>
              {t(asked ? 'walk-ins.none-found-hint' : 'walk-ins.none-hint')}
            </Empty>
          ) : (
            <WalkIns patients={patients} />
          )
        }
      </Shown>
    </>
  );
}

/** A record that would be refused is no link. */
function Name({ row }: { row: WalkIn }) {
  return row.inCare === false ? row.name : <Link href={`/record/${row.patient}`}>{row.name}</Link>;
}

function WalkIns({ patients }: { patients: WalkIn[] }) {
  const { t, language } = useText();
  const identity = useIdentity();
  const today = localDay(new Date());
  const at = (row: WalkIn) =>
    row.encounterAt?.includes('T') && localDay(new Date(row.encounterAt)) === today
      ? time(language, row.encounterAt)
      : moment(language, row.encounterAt);
  return (
    <Grid
      label={t('walk-ins.title')}
      rows={patients}
      keyOf={(row) => row.patient}
      columns={[
        { title: t('column.name'), cell: (row) => <Name row={row} /> },
        { title: t('column.sex-age'), cell: identity.sexAndAge },
        { title: t('column.birth-date'), cell: (row) => day(language, row.birthDate) || '—' },
        { title: t('column.identifier-tail'), cell: identity.tail },
        {
          title: t('column.department'),
          cell: (row) => (row.inCare === false ? t('not-in-care') : (row.department ?? '—')),
        },
        { title: t('column.time'), cell: (row) => at(row) || '—' },
      ]}
    />
  );
}
