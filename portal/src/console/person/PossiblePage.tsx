import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { person } from '../../api/client';
import type { Member, PossibleLink, PossibleLinks, StandingWith } from '../../api/contract';
import { usePages } from '../../api/queries';
import { day } from '../../shared/format';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Comparison } from './Comparison';
import { ReasonDialog } from './ReasonDialog';
import { Otherwise } from './Reasons';

type Decision = 'link' | 'unlink';

/** Pairs that may be one person: the steward compares, decides, and says why. */
export default function PossiblePage() {
  const { t } = useText();
  const institution = new URLSearchParams(useSearch()).get('institution');
  const query = usePages(['person', 'possible', institution], (after, signal) =>
    person.possible(institution, after, signal),
  );
  const [done, setDone] = useState<Decision | null>(null);
  return (
    <>
      <h1>{t('possible.title')}</h1>
      <p className="lead">{t('possible.lead')}</p>
      <Doubted />
      {institution && (
        <p className="notice">
          {t('possible.filtered')} <Link href="/person/possible">{t('possible.all')}</Link>
        </p>
      )}
      <div aria-live="polite">
        {done && (
          <p className="notice">
            {t(`possible.done.${done}`)} <Link href="/person/decisions">{t('possible.done.see')}</Link>
          </p>
        )}
      </div>
      <Shown query={query} lines={8}>
        {({ pages }) => {
          const pairs = pages.flatMap((page) => page.pairs.map((pair) => ({ pair, page })));
          return pairs.length === 0 ? (
            <Empty title={t('possible.none')}>{t('possible.none-hint')}</Empty>
          ) : (
            <>
              <p>{t(query.hasNextPage ? 'possible.count-more' : 'possible.count', { count: pairs.length })}</p>
              {pairs.map(({ pair, page }) => (
                <Pair key={`${pair.a.patient} ${pair.b.patient}`} pair={pair} bounds={page} decided={setDone} />
              ))}
            </>
          );
        }}
      </Shown>
      <More query={query} />
    </>
  );
}

/** Merges by institutions that contradict what they registered: they hold already, so they come before the queue. */
function Doubted() {
  const { t } = useText();
  const query = useQuery({ queryKey: ['person', 'doubted'], queryFn: ({ signal }) => person.doubted(signal) });
  const count = query.data?.decisions.length ?? 0;
  return count === 0 ? null : (
    <p className="notice warn" data-test="doubted">
      {t('possible.doubted', { count })} <Link href="/person/decisions?doubted=true">{t('possible.doubted-see')}</Link>
    </p>
  );
}

function Pair({
  pair,
  bounds: { prior, needed },
  decided,
}: {
  pair: PossibleLink;
  bounds: Pick<PossibleLinks, 'prior' | 'needed'>;
  decided: (decision: Decision) => void;
}) {
  const { t } = useText();
  const [decision, decide] = useState<Decision | null>(null);
  return (
    <article className="panel pair-card" data-test="pair">
      <Comparison pair={pair} prior={prior} needed={needed} />
      <Standing side={pair.a} standing={pair.aWith} />
      <Standing side={pair.b} standing={pair.bWith} />
      <Otherwise explanation={pair.explanation} />
      <div className="buttons stuck">
        <Button type="primary" onClick={() => decide('link')}>
          {t('possible.link')}
        </Button>
        <Button onClick={() => decide('unlink')}>{t('possible.unlink')}</Button>
      </div>
      <p className="fine">
        {[pair.a, pair.b].map((side, index) => (
          <span key={side.patient}>
            {index > 0 && ' · '}
            <Link href={`/person/${side.patient}/history`}>
              {t('history.of', { institution: side.institution?.name ?? t('institution.unknown') })}
            </Link>
          </span>
        ))}
      </p>
      {decision && (
        <ReasonDialog
          title={`possible.${decision}`}
          {...(decision === 'link' && pair.aWith.count + pair.bWith.count > 2
            ? { hint: t('possible.link-all', { count: pair.aWith.count + pair.bWith.count }) }
            : {})}
          send={(reason) =>
            decision === 'link'
              ? person.link(pair.a.patient, pair.b.patient, reason)
              : person.differ(pair.b.patient, pair.a.patient, reason)
          }
          done={() => decided(decision)}
          close={() => decide(null)}
        />
      )}
    </article>
  );
}

/** The registrations that stand already with one side: whoever joins the two joins all of these. */
function Standing({ side, standing: { count, others } }: { side: Member; standing: StandingWith }) {
  const { t, language } = useText();
  if (count < 2) return null;
  const institution = side.institution?.name ?? t('institution.unknown');
  return (
    <section className="standing" data-test="standing">
      <h3>{t('possible.standing', { institution, count })}</h3>
      <ul>
        {others.map((other) => (
          <li key={other.patient}>
            {[
              other.institution?.name ?? t('institution.unknown'),
              other.name,
              other.birthDate && day(language, other.birthDate),
              other.identifierTail && t('possible.number-tail', { tail: other.identifierTail }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </li>
        ))}
        {count - 1 > others.length && <li>{t('possible.standing-more', { count: count - 1 - others.length })}</li>}
      </ul>
    </section>
  );
}
