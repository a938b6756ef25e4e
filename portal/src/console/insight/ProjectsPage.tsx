import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { insight } from '../../api/insight';
import { moment } from '../../shared/format';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** Research projects: a researcher's own, or all that were handed in. */
export default function ProjectsPage() {
  const { t, word, language } = useText();
  const { role } = useSession();
  const asks = role === 'RESEARCHER';
  const query = useQuery({ queryKey: ['insight'], queryFn: ({ signal }) => insight.list(signal) });
  return (
    <>
      <h1>{t('nav.projects')}</h1>
      <p className="lead">{t(asks ? 'insight.lead-researcher' : 'insight.lead-ethics')}</p>
      {asks && (
        <p>
          <Link href="/insight/projects/new">{t('insight.new')}</Link>
        </p>
      )}
      <Shown query={query} lines={6}>
        {({ projects }) =>
          projects.length === 0 ? (
            <Empty title={t('insight.none')}>{t(asks ? 'insight.none-researcher' : 'insight.none-ethics')}</Empty>
          ) : (
            <Grid
              label={t('nav.projects')}
              rows={projects}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('insight.title'),
                  cell: ({ id, asked }) => <Link href={`/insight/projects/${id}`}>{asked.title}</Link>,
                },
                {
                  title: t('insight.owner'),
                  cell: ({ ownerName, asked }) => (
                    <>
                      {ownerName} · {asked.institution}
                    </>
                  ),
                },
                { title: t('messages.state'), cell: ({ state }) => word('project-state', state) },
                { title: t('insight.made'), cell: ({ madeAt }) => moment(language, madeAt) },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}
