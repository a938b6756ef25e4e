import { participants } from '../../api/client';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** What was changed about institutions, systems and accounts, and by whom; nobody can change this. */
export default function ChangesPage() {
  const { t, word, language } = useText();
  const query = usePages(['participants', 'changes'], (next, signal) => participants.changes(next, signal));
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
      <More query={query} />
    </>
  );
}
