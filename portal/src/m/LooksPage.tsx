import { useSearchParams } from 'wouter';
import { access } from '../api/client';
import type { Look } from '../api/contract';
import { usePages } from '../api/queries';
import { moment, time } from '../shared/format';
import { Empty, More, Shown } from '../shared/states';
import { useText } from '../shared/text';
import { Lawful } from './Lawful';
import { runsOf, type LookRun } from './looks';
import { Proof } from './Proof';

const BY = ['all', 'person', 'system', 'refused'] as const;

/** Who looked at my record: by name, when, at what, why; a person or a system; shown or refused. */
export default function LooksPage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const by = BY.find((one) => one === search.get('by')) ?? 'all';
  const query = usePages(['access', 'looks'], (next, signal) => access.looks(next, signal));
  return (
    <>
      <h1>{t('looks.title')}</h1>
      <p className="lead">{t('looks.lead')}</p>
      <Lawful />
      <div className="chips" role="group" aria-label={t('looks.by')}>
        {BY.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={by === one}
            onClick={() => change(one === 'all' ? {} : { by: one }, { replace: true })}
          >
            {t(`looks.by.${one}`)}
          </button>
        ))}
      </div>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const looks = pages.flatMap((page) => page.looks).filter((look) => among(look, by));
          return (
            <>
              {looks.length === 0 && (
                <Empty title={t(by === 'all' ? 'looks.none' : 'looks.none-such')}>
                  {t(by === 'all' ? 'looks.none-hint' : 'looks.none-such-hint')}
                </Empty>
              )}
              <ul className="cards">
                {runsOf(looks, query.hasNextPage).map((run) => (
                  <LookCard key={run.look.id} run={run} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function among(look: Look, by: (typeof BY)[number]): boolean {
  switch (by) {
    case 'all':
      return true;
    case 'person':
      return !look.automatic;
    case 'system':
      return look.automatic;
    case 'refused':
      return look.outcome === 'refused';
  }
}

/** One moment, or the span of a run. */
function When({ run: { look, since } }: { run: LookRun }) {
  const { t, language } = useText();
  const from = moment(language, since);
  return from === moment(language, look.at) ? from : t('looks.span', { from, to: time(language, look.at) });
}

function What({ run }: { run: LookRun }) {
  const { t, say } = useText();
  return (
    <ul className="whats">
      {run.at.map(({ what, count }) => (
        <li key={what.zh}>
          {say(what)}
          {count > 1 && (
            <span className="fine"> {t(run.open ? 'looks.times-at-least' : 'looks.times', { count })}</span>
          )}
        </li>
      ))}
      {run.refreshes > 0 && <li className="fine">{t('looks.refreshes', { count: run.refreshes })}</li>}
    </ul>
  );
}

function LookCard({ run }: { run: LookRun }) {
  const { t, say, word } = useText();
  const { look } = run;
  return (
    <li className="card look" data-test="look" data-outcome={look.outcome}>
      <p className="card-head">
        <span>
          <strong>{look.who.name}</strong> {word('role', look.who.role)}
        </span>
        <span className={look.outcome === 'refused' ? 'state refused' : 'state'}>
          {t(look.outcome === 'refused' ? 'looks.refused' : look.automatic ? 'looks.automatic' : 'looks.human')}
        </span>
      </p>
      {look.institution && <p>{look.institution.name}</p>}
      <dl className="facts">
        <dt>{t('looks.when')}</dt>
        <dd>
          <time dateTime={look.at}>
            <When run={run} />
          </time>
        </dd>
        <dt>{t('looks.what')}</dt>
        <dd>
          <What run={run} />
        </dd>
        <dt>{t('looks.why')}</dt>
        <dd>
          {look.purpose && `${word('purpose', look.purpose)} · `}
          {say(look.basis)}
        </dd>
      </dl>
      <Proof run={run} />
    </li>
  );
}
