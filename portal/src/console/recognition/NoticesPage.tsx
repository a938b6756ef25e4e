import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'wouter';
import { recognition, type Notice } from '../../api/recognition';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** Results that I quoted and that were corrected or withdrawn since, and those that a colleague has not read for a day. */
export default function NoticesPage() {
  const { t, say, word, language } = useText();
  const query = useQuery({
    queryKey: ['recognition', 'notices'],
    queryFn: ({ signal }) => recognition.notices(signal),
    refetchInterval: 60_000,
  });
  return (
    <>
      <h1>{t('nav.notices')}</h1>
      <p className="lead">{t('notices.lead')}</p>
      <Shown query={query} lines={4}>
        {({ notices }) =>
          notices.length === 0 ? (
            <Empty title={t('notices.none')}>{t('notices.none-hint')}</Empty>
          ) : (
            <Grid
              label={t('nav.notices')}
              rows={notices}
              keyOf={({ id }) => id}
              columns={[
                { title: t('recognise.item'), cell: ({ item }) => <b>{say(item)}</b> },
                { title: t('notices.what'), cell: ({ kind }) => word('notice', kind) },
                { title: t('notices.at'), cell: ({ at }) => moment(language, at) },
                {
                  title: t('notices.quoted-at'),
                  cell: ({ quotedAt, own }) => (
                    <span>
                      {moment(language, quotedAt)}
                      {!own && <span className="fine"> {t('notices.colleague')}</span>}
                    </span>
                  ),
                },
                {
                  title: t('notices.patient'),
                  cell: ({ patient }) => (patient ? <Link href={`/record/${patient}`}>{t('notices.open')}</Link> : '—'),
                },
                { title: t('participants.do'), cell: (notice) => <Read notice={notice} /> },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}

function Read({ notice }: { notice: Notice }) {
  const { t } = useText();
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: () => recognition.acknowledge(notice.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['recognition', 'notices'] }),
  });
  return (
    <>
      <Button size="small" loading={read.isPending} onClick={() => read.mutate()}>
        {t('notices.read')}
      </Button>
      {read.error && <ProblemView failure={read.error} />}
    </>
  );
}
