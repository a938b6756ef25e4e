import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { person } from '../../api/client';
import type { StewardDecision } from '../../api/contract';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { ReasonDialog } from './ReasonDialog';
import { SideBySide } from './SideBySide';

/**
 * What stewards decided, newest first: who, when and why. Each can be taken back; that is kept too. Or only the merges by institutions
 * that contradict what they registered: a steward confirms each or undoes it.
 */
export default function DecisionsPage() {
  const { t } = useText();
  const doubted = new URLSearchParams(useSearch()).get('doubted') === 'true';
  const query = useQuery({
    queryKey: ['person', doubted ? 'doubted' : 'decisions'],
    queryFn: ({ signal }) => (doubted ? person.doubted(signal) : person.decisions(signal)),
  });
  return (
    <>
      <h1>{t(doubted ? 'doubted.title' : 'decisions.title')}</h1>
      <p className="lead">{t(doubted ? 'doubted.lead' : 'decisions.lead')}</p>
      {doubted && (
        <p>
          <Link href="/person/decisions">{t('doubted.all')}</Link>
        </p>
      )}
      <Shown query={query} lines={8}>
        {({ decisions }) =>
          decisions.length === 0 ? (
            <Empty title={t(doubted ? 'doubted.none' : 'decisions.none')} />
          ) : (
            decisions.map((decision) => <Decision key={decision.id} decision={decision} confirmable={doubted} />)
          )
        }
      </Shown>
    </>
  );
}

/**
 * One decision, with what it was about and the way to take it back.
 *
 * @param confirmable whether a steward may say that it is right after all
 */
export function Decision({ decision, confirmable = false }: { decision: StewardDecision; confirmable?: boolean }) {
  const { t, word, language } = useText();
  const [asking, ask] = useState<'undo' | 'confirm' | null>(null);
  const { kind, about, steward, reason, at, overAt, overBy, overReason, doubted } = decision;
  const [one, other] = about;
  const merged = kind === 'replaced';
  const who = merged ? (one?.institution?.name ?? steward) : t('history.by-account', { account: steward });
  return (
    <article className="panel pair-card" data-test="decision" data-undone={overAt !== null}>
      <p className="card-head">
        <strong>{word('decision', kind)}</strong>
        {doubted && !overAt && <span className="differs-word">{t('doubted.mark')}</span>}
        <span className={overAt ? 'state' : 'state granted'}>{t(overAt ? 'decisions.undone' : 'decisions.holds')}</span>
      </p>
      <p>{t('decisions.by', { steward: who, at: moment(language, at) })}</p>
      <p className="sentence">{merged ? t('decisions.merged') : t('decisions.reason', { reason })}</p>
      {overAt && (
        <p>
          {t('decisions.undone-by', {
            steward: overBy?.startsWith('institution/')
              ? t('history.by-institution')
              : t('history.by-account', { account: overBy ?? '' }),
            at: moment(language, overAt),
          })}
        </p>
      )}
      {overReason && <p className="sentence">{t('decisions.undone-reason', { reason: overReason })}</p>}
      <SideBySide members={about} />
      {!overAt && (
        <div className="buttons">
          {confirmable && one && other && (
            <Button type="primary" onClick={() => ask('confirm')}>
              {t('doubted.confirm')}
            </Button>
          )}
          <Button onClick={() => ask('undo')}>{t('decisions.undo')}</Button>
        </div>
      )}
      {asking === 'undo' && (
        <ReasonDialog
          title="decisions.undo"
          hint={t('decisions.undo-hint')}
          send={(why) => person.undo(decision.id, why)}
          done={() => undefined}
          close={() => ask(null)}
        />
      )}
      {asking === 'confirm' && one && other && (
        <ReasonDialog
          title="doubted.confirm"
          hint={t('doubted.confirm-hint')}
          send={(why) => person.link(one.patient, other.patient, why)}
          done={() => undefined}
          close={() => ask(null)}
        />
      )}
    </article>
  );
}
