import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { corrections } from '../api/client';
import type { Correction } from '../api/contract';
import { moment } from './format';
import { ProblemView } from './Problem';
import { useSession } from './session';
import { useText } from './text';

const KEY = ['access', 'corrections'];
const EVERY = 60_000;

/** What I read of one person in another's record and have not taken note of; nothing where there is nothing. */
export function Corrections() {
  const { t } = useText();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => corrections.list(signal),
    refetchInterval: EVERY,
  });
  const waiting = query.data?.corrections.filter(({ seenAt }) => seenAt === null) ?? [];
  if (query.error) return <ProblemView failure={query.error} again={() => void query.refetch()} />;
  if (waiting.length === 0) return null;
  return (
    <section className="correction" aria-labelledby="corrections" data-test="corrections">
      <h2 id="corrections">{t('corrections.title')}</h2>
      {waiting.map((one) => (
        <One key={one.id} correction={one} />
      ))}
    </section>
  );
}

function One({ correction: { id, at, looks, last, patients, read } }: { correction: Correction }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const see = useMutation({
    mutationFn: () => corrections.see(id),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const own = useSession().role === 'RESIDENT';
  const whose = read.map(({ name }) => name).join('、') || t('corrections.unknown');
  return (
    <div data-test="correction">
      <p>
        {own
          ? t('corrections.own', { whose, at: moment(language, at) })
          : t('corrections.read', { whose, at: moment(language, at), looks, last: moment(language, last) })}
      </p>
      {patients.length > 0 && (
        <p>
          {t('corrections.patients')}{' '}
          {patients.map(({ patient, name }, index) => (
            <span key={patient}>
              {index > 0 && '、'}
              <a href={`/console/record/${patient}`}>{name}</a>
            </span>
          ))}
        </p>
      )}
      <p className="fine">{t(own ? 'corrections.own-hint' : 'corrections.hint')}</p>
      {see.error && <ProblemView failure={see.error} again={() => see.mutate()} />}
      <button type="button" disabled={see.isPending} onClick={() => see.mutate()}>
        {t('corrections.seen')}
      </button>
    </div>
  );
}
