import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { access, ME, portal } from '../api/client';
import { Corrections } from '../shared/Corrections';
import { moment } from '../shared/format';
import { useSession } from '../shared/session';
import { Shown } from '../shared/states';
import { useText } from '../shared/text';
import { Emergencies } from './Emergencies';
import { useRequests } from './requests';
import { Icon } from './Icon';
import { useActing } from './proxies/ward';
import { WardsWaiting } from './proxies/WardsWaiting';
import { Savings } from './Savings';

/** What a resident most likely came for, in big buttons, and what is new. */
export function HomePage() {
  const { t } = useText();
  const session = useSession();
  const { ward } = useActing();
  const requests = useRequests();
  const all = requests.data?.requests ?? [];
  const waiting = all.filter(({ state }) => state === 'REQUESTED');
  const given = all.filter(({ state }) => state === 'GRANTED').length;

  return (
    <>
      <h1>{ward ? t('home.of', { name: ward.name }) : t('home.hello', { name: session.name })}</h1>
      {waiting.length > 0 && (
        <Waiting first={waiting[0]!.id} count={waiting.length} who={waiting[0]!.institution.name} />
      )}
      <WardsWaiting />
      {ward === null && <Corrections />}
      <Emergencies />
      <nav className="actions" aria-label={t('home.actions')}>
        {ward === null && (
          <Link className="show-code" href="/code">
            <Icon name="code" />
            <strong>{t('home.code')}</strong>
            <span>{t('home.code-hint')}</span>
          </Link>
        )}
        <Link href="/record">
          <Icon name="record" />
          <strong>{t('home.record')}</strong>
          <span>{t('home.record-hint')}</span>
        </Link>
        <Link href="/requests">
          <Icon name="key" />
          <strong>{t('home.requests')}</strong>
          <span>{t('home.requests-hint', { count: waiting.length })}</span>
        </Link>
        <Link href="/requests?tab=given">
          <Icon name="shield" />
          <strong>{t('home.given')}</strong>
          <span>{t('home.given-hint', { count: given })}</span>
        </Link>
        <Link href="/looks">
          <Icon name="eye" />
          <strong>{t('home.looks')}</strong>
          <span>{t('home.looks-hint')}</span>
        </Link>
        {ward === null && (
          <Link href="/proxies">
            <Icon name="people" />
            <strong>{t('home.proxies')}</strong>
            <span>{t('home.proxies-hint')}</span>
          </Link>
        )}
        {ward === null && (
          <Link href="/report">
            <Icon name="eye" />
            <strong>{t('home.report')}</strong>
            <span>{t('home.report-hint')}</span>
          </Link>
        )}
      </nav>
      <LastLook />
      {ward === null && <Savings />}
      <Sources />
      {ward === null && (
        <Link className="to-account" href="/account">
          {t('home.account')}
        </Link>
      )}
      <p className="fraud">{t('fraud')}</p>
    </>
  );
}

function Waiting({ first, count, who }: { first: string; count: number; who: string }) {
  const { t } = useText();
  return (
    <Link className="waiting" href={count === 1 ? `/requests/${first}` : '/requests'} data-test="waiting">
      <strong>{count === 1 ? t('home.one-waits', { who }) : t('home.many-wait', { count })}</strong>
      <span>{t('home.look-and-answer')}</span>
    </Link>
  );
}

function LastLook() {
  const { t, say, word, language } = useText();
  const query = useQuery({
    queryKey: ['access', 'looks', 'last'],
    queryFn: ({ signal }) => access.looks(null, signal),
  });
  return (
    <section className="card">
      <h2>{t('home.last-look')}</h2>
      <Shown query={query} lines={2}>
        {({ looks }) => {
          const last = looks[0];
          if (!last) return <p>{t('looks.none')}</p>;
          return (
            <p>
              <b>{last.who.name}</b> {word('role', last.who.role)} · {last.institution?.name}
              <br />
              <span className="fine">
                {moment(language, last.at)} · {say(last.what)}
              </span>
            </p>
          );
        }}
      </Shown>
    </section>
  );
}

function Sources() {
  const { t, language } = useText();
  const query = useQuery({
    queryKey: ['portal', 'record', ME],
    queryFn: ({ signal }) => portal.record(ME, false, signal),
  });
  return (
    <section className="card">
      <h2>{t('home.sources')}</h2>
      <Shown query={query} lines={2}>
        {({ sources }) =>
          sources.length === 0 ? (
            <p>{t('home.no-sources')}</p>
          ) : (
            <ul className="plain">
              {sources.map((source, index) => (
                <li key={source.patient ?? index}>
                  <span>{source.institution?.name ?? t('institution.unknown')}</span>
                  <span className="fine">
                    {source.lastAt ? t('source.last', { at: moment(language, source.lastAt) }) : t('source.never')}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
