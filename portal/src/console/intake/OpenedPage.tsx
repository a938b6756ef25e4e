import { intake } from '../../api/client';
import { usePages } from '../../api/queries';
import { moment } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** Who opened the text of which message, whether its patient is known or not. */
export default function OpenedPage() {
  const { t, word, language } = useText();
  const query = usePages(['intake', 'looks'], (next, signal) => intake.looks(next, signal));
  return (
    <>
      <h1>{t('nav.opened')}</h1>
      <p className="lead">{t('opened.lead')}</p>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const looks = pages.flatMap((page) => page.looks);
          return looks.length === 0 ? (
            <Empty title={t('opened.none')} />
          ) : (
            <Grid
              label={t('nav.opened')}
              rows={looks}
              keyOf={({ id }) => id}
              columns={[
                { title: t('column.time'), cell: ({ at }) => moment(language, at) },
                { title: t('opened.who'), cell: ({ name, account }) => `${name} (${account})` },
                { title: t('participants.role'), cell: ({ role }) => word('role', role) },
                { title: t('opened.message'), cell: ({ message }) => message, figure: true },
                {
                  title: t('opened.institution'),
                  cell: ({ institution }) => institution?.name ?? '—',
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
