import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { emergencies } from '../api/client';
import type { Emergency } from '../api/contract';
import { moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { useText } from '../shared/text';
import { useActing } from './proxies/ward';

/** Shown on the first page for so long, in days, and so many; what is open is always among them, being the newest. */
const SHOWN = 14;
const MOST = 3;

/** Who opened my record while I could not be asked; nothing where nobody did. */
export function Emergencies() {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['access', 'emergencies'],
    queryFn: ({ signal }) => emergencies.list(null, signal),
  });
  const since = Date.now() - SHOWN * 86_400_000;
  const shown = query.data?.emergencies.filter(({ openedAt }) => Date.parse(openedAt) > since).slice(0, MOST) ?? [];
  if (query.error) return <ProblemView failure={query.error} again={() => void query.refetch()} />;
  if (shown.length === 0) return null;
  return (
    <section className="card" aria-labelledby="emergencies" data-test="emergencies">
      <h2 id="emergencies">{t('emergencies.mine')}</h2>
      {shown.map((one) => (
        <One key={one.id} emergency={one} />
      ))}
    </section>
  );
}

function One({ emergency: one }: { emergency: Emergency }) {
  const { t, say, word, language } = useText();
  const { mayAct } = useActing();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => emergencies.end(one.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  const open = one.endedAt === null && new Date(one.until) > new Date();
  return (
    <div className="emergency" data-test="emergency">
      <p>
        <b>{one.name}</b> {one.institution.name}
        <br />
        <span className="fine">
          {moment(language, one.openedAt)} · {say(one.ground)}
          {one.words && ` · ${one.words}`}
        </span>
      </p>
      {one.verdict && (
        <p className={one.verdict === 'UNJUSTIFIED' ? 'warn' : undefined}>
          {word('verdict', one.verdict)} {one.reviewWords}
        </p>
      )}
      {!one.verdict && <p className="fine">{t(open ? 'emergencies.open-now' : 'emergencies.over')}</p>}
      {open && mayAct && (
        <button type="button" disabled={end.isPending} onClick={() => end.mutate()}>
          {t('emergencies.end')}
        </button>
      )}
      {end.error && <ProblemView failure={end.error} />}
    </div>
  );
}
