import { useInfiniteQuery } from '@tanstack/react-query';
import { participants } from '../../api/client';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** What was changed about institutions, systems and accounts, and by whom; nobody can change this. */
export default function ChangesPage() {
  const { t, word, language } = useText();
  const query = useInfiniteQuery({
    queryKey: ['participants', 'changes'],
    queryFn: ({ pageParam, signal }) => participants.changes(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return (
    <>
      <h1>{t('nav.changes')}</h1>
      <p className="lead">{t('participants.changes-lead')}</p>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const changes = pages.flatMap((page) => page.changes);
          return changes.length === 0 ? (
            <Empty title={t('participants.none')} />
          ) : (
            <Grid
              label={t('nav.changes')}
              rows={changes}
              keyOf={({ id }) => id}
              columns={[
                { title: t('column.time'), cell: ({ at }) => moment(language, at) },
                { title: t('column.by'), cell: ({ by }) => by },
                { title: t('column.what'), cell: ({ what }) => word('deed', what) },
                { title: t('participants.subject'), cell: ({ subject }) => <code>{subject}</code> },
                {
                  title: t('participants.detail'),
                  cell: ({ detail }) => <span className="long">{detail || '—'}</span>,
                },
              ]}
            />
          );
        }}
      </Shown>
      {query.hasNextPage && (
        <button type="button" className="more" onClick={() => void query.fetchNextPage()}>
          {t(query.isFetchingNextPage ? 'state.loading' : 'state.more')}
        </button>
      )}
    </>
  );
}
