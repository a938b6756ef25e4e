import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apps } from '../api/client';
import type { AllowedApp } from '../api/contract';
import { moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { Shown } from '../shared/states';
import { useText } from '../shared/text';

/** The applications that I let read, and taking it back; nothing where there is none. */
export default function AllowedApps() {
  const { t } = useText();
  const query = useQuery({ queryKey: ['access', 'grants'], queryFn: ({ signal }) => apps.allowed(signal) });
  return (
    <Shown query={query}>
      {({ grants }) =>
        grants.length > 0 && (
          <section className="allowed-apps">
            <h2>{t('allowed.title')}</h2>
            <ul className="cards">
              {grants.map((grant) => (
                <Allowed key={grant.id} grant={grant} />
              ))}
            </ul>
          </section>
        )
      }
    </Shown>
  );
}

function Allowed({ grant }: { grant: AllowedApp }) {
  const { t, say, language } = useText();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => apps.withdraw(grant.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access', 'grants'] }),
  });
  return (
    <li className="card" data-test="allowed-app">
      <p className="card-head">
        <strong>{grant.app}</strong>
      </p>
      <ul>
        {grant.scopes.map((about) => (
          <li key={about.en}>{say(about)}</li>
        ))}
      </ul>
      <p className="fine">
        {t('allowed.when', { at: moment(language, grant.grantedAt), until: moment(language, grant.until) })}
      </p>
      {withdraw.error && <ProblemView failure={withdraw.error} />}
      <button type="button" className="danger" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {t('allowed.withdraw')}
      </button>
    </li>
  );
}
