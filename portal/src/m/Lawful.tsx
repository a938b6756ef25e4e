import { useQuery } from '@tanstack/react-query';
import { lawful } from '../api/lawful';
import { day, moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { useText } from '../shared/text';
import { useActing } from './proxies/ward';

/** How many are shown on the first page; every look stands in the list of looks. */
const MOST = 3;

/** Who reads or read my record by law; nothing where nobody does, and nothing of a ward. */
export function Lawful() {
  const { t, say, word, language } = useText();
  const { ward } = useActing();
  const query = useQuery({
    queryKey: ['access', 'lawful'],
    queryFn: ({ signal }) => lawful.list(signal),
    enabled: ward === null,
  });
  const shown = query.data?.readings.slice(0, MOST) ?? [];
  if (query.error) return <ProblemView failure={query.error} again={() => void query.refetch()} />;
  if (ward !== null || shown.length === 0) return null;
  return (
    <section className="card" aria-labelledby="lawful" data-test="lawful">
      <h2 id="lawful">{t('lawful.mine')}</h2>
      {shown.map((one) => (
        <div key={one.id} className="emergency">
          <p>
            <b>{one.name}</b> {one.institution?.name ?? word('role', one.role)}
            <br />
            {say(one.basis)}
          </p>
          <p>
            {one.categories.map(({ text }) => say(text)).join(t('list.comma'))} · {day(language, one.careFrom)} –{' '}
            {day(language, one.careUntil)}
          </p>
          <p className="fine">
            {[one.authority, one.document, one.words].filter(Boolean).join(' · ')}
            <br />
            {moment(language, one.askedAt)} – {moment(language, one.until)}
          </p>
        </div>
      ))}
    </section>
  );
}
