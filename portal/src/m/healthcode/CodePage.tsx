import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { healthCode, PURPOSES, type CodeEvent, type CodePurpose, type Holder } from '../../api/healthcode';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Loading, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Icon } from '../Icon';
import { CodeFace } from './CodeFace';
import { Holders } from './Holders';
import { OWN, mine, useChosen, useLatestUse, useOwnCodes, useShownCode } from './queries';
import './code.css';

/** My health code, held up at a window; or that of a child or an elder in my care. */
export default function CodePage() {
  const { t } = useText();
  const query = useOwnCodes();
  const [chosen, choose] = useChosen(query.data);
  const whose = chosen?.guardianship ? `?code=${chosen.code.id}` : '';
  return (
    <>
      <h1>{t('code.title')}</h1>
      <Shown query={query} lines={6}>
        {({ codes, told }) => (
          <>
            {told[0] && <Told event={told[0]} />}
            {codes.length > 1 && <Holders codes={codes} chosen={chosen} choose={choose} />}
            {mine(codes).length === 0 && <Apply />}
            {chosen && <OneCode key={chosen.code.id} holder={chosen} />}
          </>
        )}
      </Shown>
      <nav className="rows" aria-label={t('code.more')}>
        <Row to={`/code/uses${whose}`} label={t('code.uses')} hint={t('code.uses-hint')} />
        <Row to="/code/cards" label={t('code.cards')} hint={t('code.cards-hint')} />
        <Row to={`/code/print${whose}`} label={t('code.print')} hint={t('code.print-hint')} />
        <Row to={`/code/manage${whose}`} label={t('code.manage')} hint={t('code.manage-hint')} />
      </nav>
      <p className="fraud">{t('fraud')}</p>
    </>
  );
}

function Row({ to, label, hint }: { to: string; label: string; hint: string }) {
  return (
    <Link href={to}>
      <strong>{label}</strong>
      <span className="fine">{hint}</span>
    </Link>
  );
}

/** What an institution did last with my code, so that nothing of it happens unseen. */
function Told({ event: { at, what, institution } }: { event: CodeEvent }) {
  const { t, word, language } = useText();
  return (
    <p className="notice" data-test="told">
      {t('code.told', {
        who: institution?.name ?? '',
        at: moment(language, at),
        what: word('code-event', what.replaceAll(' ', '-')),
      })}{' '}
      <Link href="/code/manage">{t('code.manage')}</Link>
    </p>
  );
}

function Apply() {
  const { t } = useText();
  const client = useQueryClient();
  const apply = useMutation({
    mutationFn: healthCode.apply,
    onSuccess: () => client.invalidateQueries({ queryKey: OWN }),
  });
  return (
    <section className="card apply" data-test="no-code">
      <Icon name="code" />
      <h2>{t('code.none')}</h2>
      <p>{t('code.none-hint')}</p>
      {apply.error && <ProblemView failure={apply.error} />}
      <button type="button" className="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
        {t('code.apply')}
      </button>
    </section>
  );
}

function OneCode({ holder }: { holder: Holder }) {
  const { t, word } = useText();
  const { code, name, guardianship } = holder;
  const state = Date.parse(code.validUntil) <= Date.now() ? 'LAPSED' : code.state;
  return (
    <section className={guardianship ? 'card code-card acting' : 'card code-card'} aria-label={name}>
      {guardianship && (
        <p className="acting-for" data-test="acting">
          {t('code.acting', { name, relation: word('guardianship', guardianship.relation) })}
        </p>
      )}
      {state === 'ACTIVE' ? (
        <Live holder={holder} />
      ) : (
        <div className="face" data-test="code" data-state={state.toLowerCase()}>
          <div className="dead">
            <strong>{word('code-state', state)}</strong>
            <span>{t(state === 'LOST' ? 'code.lost-hint' : 'code.lapsed-hint')}</span>
          </div>
          <Link className="button primary" href={`/code/manage?code=${code.id}`}>
            {t('code.manage')}
          </Link>
        </div>
      )}
    </section>
  );
}

/** The purpose stands in the URL, so that it survives a reload, and begins with the one that gives less. */
function Live({ holder: { code, guardianship } }: { holder: Holder }) {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const mayRead = guardianship === null || guardianship.reads;
  const purpose: CodePurpose = search.get('purpose') === 'READ' && mayRead ? 'READ' : 'IDENTIFY';
  const choose = (next: CodePurpose) =>
    change(
      (now) => {
        now.set('purpose', next);
        return now;
      },
      { replace: true },
    );
  const { query, renew, another } = useShownCode(code.id, purpose);
  const used = useLatestUse(code.id, renew);
  return (
    <>
      <fieldset className="purposes">
        <legend className="unseen">{t('code.purpose')}</legend>
        {PURPOSES.map((one) => (
          <label key={one} className={one === 'READ' ? 'purpose reads' : 'purpose'}>
            <input
              type="radio"
              name="purpose"
              checked={purpose === one}
              disabled={one === 'READ' && !mayRead}
              onChange={() => choose(one)}
            />
            <span>{word('code-purpose', one)}</span>
          </label>
        ))}
      </fieldset>
      <div aria-live="polite" className="told">
        {used && (
          <p className="notice" data-test="used">
            {t('code.used', { who: used.institution.name, scene: word('scene', used.scene) })}
          </p>
        )}
      </div>
      {query.data ? (
        <CodeFace held={query.data} failed={query.isError} renew={renew} />
      ) : query.error ? (
        <ProblemView failure={query.error} again={renew} />
      ) : (
        <Loading lines={8} />
      )}
      <button type="button" disabled={query.isFetching} onClick={another}>
        {t('code.another')}
      </button>
      <p className="fine">{t(`code.means.${purpose}`)}</p>
      {!mayRead && <p className="fine">{t('code.no-reading')}</p>}
      <p className="fine">{t('code.screenshot')}</p>
    </>
  );
}
