import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { apps } from '../../api/client';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

/** The applications that can be opened with this patient; nothing where none is registered. */
export function OpenInApp({ patient }: { patient: string }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['access', 'launches'],
    queryFn: ({ signal }) => apps.launchable(signal),
    staleTime: 60_000,
  });
  const launch = useMutation({
    mutationFn: (app: string) => apps.launch(app, patient),
    onSuccess: ({ to }) => location.assign(to),
  });
  const found = query.data?.apps ?? [];
  if (found.length === 0) return null;
  return (
    <section className="panel open-in">
      <h2>{t('apps.open-in')}</h2>
      <div className="buttons">
        {found.map(({ id, name, publisher }) => (
          <Button key={id} loading={launch.isPending && launch.variables === id} onClick={() => launch.mutate(id)}>
            {t('apps.by', { name, publisher })}
          </Button>
        ))}
      </div>
      <p className="fine">{t('apps.open-in-hint')}</p>
      {launch.error && <ProblemView failure={launch.error} />}
    </section>
  );
}
