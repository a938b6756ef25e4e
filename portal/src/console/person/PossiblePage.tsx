import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { person } from '../../api/client';
import type { PossibleLink } from '../../api/contract';
import { usePages } from '../../api/queries';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { ReasonDialog } from './ReasonDialog';
import { Reasons } from './Reasons';
import { SideBySide } from './SideBySide';

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
          const pairs = pages.flatMap((page) => page.pairs);
          return pairs.length === 0 ? (
            <Empty title={t('possible.none')}>{t('possible.none-hint')}</Empty>
          ) : (
            <>
              <p>{t(query.hasNextPage ? 'possible.count-more' : 'possible.count', { count: pairs.length })}</p>
              {pairs.map((pair) => (
                <Pair key={`${pair.a.patient} ${pair.b.patient}`} pair={pair} decided={setDone} />
              ))}
            </>
          );
        }}
      </Shown>
      <More query={query} />
    </>
  );
}

function Pair({ pair, decided }: { pair: PossibleLink; decided: (decision: Decision) => void }) {
  const { t } = useText();
  const [decision, decide] = useState<Decision | null>(null);
  return (
    <article className="panel pair-card" data-test="pair">
      <SideBySide members={[pair.a, pair.b]} explanation={pair.explanation} />
      <Reasons explanation={pair.explanation} />
      <div className="buttons">
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
