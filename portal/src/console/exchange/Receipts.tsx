import { useQuery } from '@tanstack/react-query';
import { nodes } from '../../api/client';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** What was said between this node and others: both sides hold the same, signed by both. */
export function Receipts() {
  const { t, word, language } = useText();
  const query = useQuery({ queryKey: ['exchange', 'receipts'], queryFn: ({ signal }) => nodes.receipts(signal) });
  return (
    <section>
      <h2>{t('nodes.receipts')}</h2>
      <p className="fine">{t('nodes.receipts-hint')}</p>
      <Shown query={query} lines={4}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('nodes.no-receipts')} />
          ) : (
            <Grid
              label={t('nodes.receipts')}
              rows={all.slice(0, 50)}
              keyOf={({ sender, nonce }) => `${sender} ${nonce}`}
              columns={[
                { title: t('nodes.at'), cell: ({ at }) => moment(language, at) },
                { title: t('nodes.said'), cell: ({ sender, receiver }) => `${sender} → ${receiver}` },
                { title: t('nodes.what'), cell: ({ path }) => word('node-path', path) },
                { title: t('nodes.purpose'), cell: ({ purpose }) => word('node-purpose', purpose) },
                {
                  title: t('nodes.signed'),
                  cell: ({ complete }) => (
                    <span className={complete ? undefined : 'warn'}>
                      {t(complete ? 'nodes.signed-both' : 'nodes.signed-one')}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </section>
  );
}
