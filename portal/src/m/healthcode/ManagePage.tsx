import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { healthCode, type Code, type GuardianOfMe, type Guardianship, type Holder } from '../../api/healthcode';
import { day, moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { CodeText } from './CodeText';
import { Confirm } from './Confirm';
import { Holders } from './Holders';
import { mine, useChosen, useOwnCodes } from './queries';
import './code.css';

type Verb = 'lost' | 'found' | 'cancel' | 'renew';

/** Reporting a loss, finding again, renewing, cancelling; who may show my code; what happened to it. Of those in my care the loss, and the end. */
export default function ManagePage() {
  return (
    <CodeText>
      <Managing />
    </CodeText>
  );
}

function Managing() {
  const { t } = useText();
  const own = useOwnCodes();
  const [chosen, choose] = useChosen(own.data);
  const [done, say] = useState<Verb | 'ended' | null>(null);
  return (
    <>
      <p>
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1>{t('code.manage')}</h1>
      <div aria-live="polite">
        {done && (
          <p className="notice" data-test="done">
            {t(`manage.done.${done}`)}
          </p>
        )}
      </div>
      <Shown query={own} lines={6}>
        {({ codes, guardians }) => {
          const held = mine(codes).map(({ code }) => code);
          const holders = codes.length > 1 && <Holders codes={codes} chosen={chosen} choose={choose} />;
          if (chosen?.guardianship)
            return (
              <>
                {holders}
                <InCare key={chosen.code.id} holder={chosen} guardianship={chosen.guardianship} done={say} />
              </>
            );
          if (held.length === 0) return <Empty title={t('code.none')}>{t('code.none-hint')}</Empty>;
          return (
            <>
              {holders}
              {held.map((code) => (
                <Standing key={code.id} code={code} done={say} />
              ))}
              <Guardians guardians={guardians} code={held[0]!.id} done={() => say('ended')} />
              <Events code={held[0]!.id} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function useChange(code: string, done: (verb: Verb) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: Exclude<Verb, 'found'>) => healthCode.change(code, verb),
    onSuccess: async (_, verb) => {
      done(verb);
      await client.invalidateQueries({ queryKey: ['health-code'] });
    },
  });
}

/** @param ward whether it is of somebody in my care, who renews and cancels it alone */
function Standing({ code, ward = false, done }: { code: Code; ward?: boolean; done: (verb: Verb) => void }) {
  const { t, word, language } = useText();
  const change = useChange(code.id, done);
  const lost = code.state === 'LOST';
  return (
    <section className="card request" data-test="standing" data-state={code.state}>
      <p className="card-head">
        <strong>{t('manage.state')}</strong>
        <span className={lost ? 'state refused' : 'state granted'}>{word('code-state', code.state)}</span>
      </p>
      <p className="fine">
        {t('manage.valid', { from: day(language, code.issuedAt), until: day(language, code.validUntil) })}
      </p>
      {change.error && <ProblemView failure={change.error} />}
      {lost ? (
        <>
          <p>{t('code.lost-hint')}</p>
          <Found code={code.id} done={() => done('found')} />
        </>
      ) : (
        <>
          {!ward && (
            <button type="button" disabled={change.isPending} onClick={() => change.mutate('renew')}>
              {t('manage.renew')}
            </button>
          )}
          <Confirm
            label={t('manage.lost')}
            sure={t('manage.lost-sure')}
            act={() => change.mutate('lost')}
            failure={null}
            pending={change.isPending}
          />
        </>
      )}
      {!ward && (
        <Confirm
          label={t('manage.cancel')}
          sure={t('manage.cancel-sure')}
          act={() => change.mutate('cancel')}
          failure={null}
          pending={change.isPending}
        />
      )}
    </section>
  );
}

/** With the password: whoever found the phone must not take the loss back. */
function Found({ code, done }: { code: string; done: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const [password, type] = useState('');
  const found = useMutation({
    mutationFn: () => healthCode.found(code, password),
    onSuccess: async () => {
      done();
      await client.invalidateQueries({ queryKey: ['health-code'] });
    },
  });
  return (
    <form
      className="found"
      onSubmit={(event) => {
        event.preventDefault();
        found.mutate();
      }}
    >
      <label>
        <span>{t('manage.password')}</span>
        <input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => type(target.value)}
        />
      </label>
      <p className="fine">{t('manage.password-why')}</p>
      {found.error && <ProblemView failure={found.error} />}
      <button type="submit" className="primary" disabled={found.isPending || password === ''}>
        {t('manage.found')}
      </button>
    </form>
  );
}

/** The code of somebody in my care: its loss, and the end of my guardianship. */
function InCare({
  holder: { code, name },
  guardianship,
  done,
}: {
  holder: Holder;
  guardianship: Guardianship;
  done: (what: Verb | 'ended') => void;
}) {
  const { t, word, language } = useText();
  const end = useEnd(guardianship.id, code.id, () => done('ended'));
  return (
    <>
      <p className="acting-for" data-test="acting">
        {t('manage.of-ward', { name, relation: word('guardianship', guardianship.relation) })}
      </p>
      <Standing code={code} ward done={done} />
      <section className="card request" data-test="guarding">
        <h2>{t('manage.guarding')}</h2>
        <p>
          {t(guardianship.reads ? 'manage.guarding-reads' : 'manage.guarding-shows', {
            at: day(language, guardianship.until),
          })}
        </p>
        <Confirm
          label={t('manage.end-own')}
          sure={t('manage.end-own-sure', { name })}
          act={() => end.mutate()}
          failure={end.error}
          pending={end.isPending}
        />
      </section>
    </>
  );
}

function useEnd(guardianship: string, code: string, done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => healthCode.endGuardianship(guardianship, code),
    onSuccess: async () => {
      done();
      await client.invalidateQueries({ queryKey: ['health-code'] });
    },
  });
}

function Guardians({ guardians, code, done }: { guardians: GuardianOfMe[]; code: string; done: () => void }) {
  const { t } = useText();
  return (
    <section className="card request">
      <h2>{t('manage.guardians')}</h2>
      {guardians.length === 0 ? (
        <p className="fine">{t('manage.no-guardians')}</p>
      ) : (
        guardians.map((one) => <Guardian key={one.guardianship.id} guardian={one} code={code} done={done} />)
      )}
    </section>
  );
}

function Guardian({ guardian, code, done }: { guardian: GuardianOfMe; code: string; done: () => void }) {
  const { t, language } = useText();
  const { guardianship, name, institution } = guardian;
  const end = useEnd(guardianship.id, code, done);
  return (
    <div className="request" data-test="guardian">
      <p>
        <strong>{name}</strong> · {t(guardianship.reads ? 'manage.shows-and-allows' : 'manage.shows')}
        <br />
        <span className="fine">
          {Date.parse(guardianship.from) > Date.now() &&
            `${t('manage.guardian-from', { at: day(language, guardianship.from) })} `}
          {t('manage.guardian-until', { at: day(language, guardianship.until) })}
          {institution && ` · ${t('manage.recorded-by', { who: institution.name })}`}
        </span>
      </p>
      <Confirm
        label={t('manage.end')}
        sure={t('manage.end-sure', { name })}
        act={() => end.mutate()}
        failure={end.error}
        pending={end.isPending}
      />
    </div>
  );
}

function Events({ code }: { code: string }) {
  const { t, word, language } = useText();
  const query = useQuery({
    queryKey: ['health-code', 'events', code],
    queryFn: ({ signal }) => healthCode.events(code, signal),
  });
  return (
    <section className="card">
      <h2>{t('manage.events')}</h2>
      <Shown query={query} lines={4}>
        {({ events }) => (
          <ul className="plain">
            {events.map(({ at, what, institution }, index) => (
              <li key={`${at} ${index}`}>
                <span>{word('code-event', what.replaceAll(' ', '-'))}</span>
                <span className="fine">
                  {moment(language, at)}
                  {institution && ` · ${institution.name}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}
