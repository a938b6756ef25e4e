import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { person } from '../../api/client';
import type { StewardDecision } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { SideBySide } from './SideBySide';

/** What stewards decided, newest first: who, when and why. Each can be taken back; that is kept too. */
export default function DecisionsPage() {
  const { t } = useText();
  const query = useQuery({ queryKey: ['person', 'decisions'], queryFn: ({ signal }) => person.decisions(signal) });
  return (
    <>
      <h1>{t('decisions.title')}</h1>
      <p className="lead">{t('decisions.lead')}</p>
      <Shown query={query} lines={8}>
        {({ decisions }) =>
          decisions.length === 0 ? (
            <Empty title={t('decisions.none')} />
          ) : (
            decisions.map((decision) => <Decision key={decision.id} decision={decision} />)
          )
        }
      </Shown>
    </>
  );
}

/** One decision, with what it was about and the way to take it back. */
export function Decision({ decision }: { decision: StewardDecision }) {
  const { t, word, language } = useText();
  const [asking, ask] = useState(false);
  const { kind, about, steward, reason, at, overAt, overBy } = decision;
  return (
    <article className="panel pair-card" data-test="decision" data-undone={overAt !== null}>
      <p className="card-head">
        <strong>{word('decision', kind)}</strong>
        <span className={overAt ? 'state' : 'state granted'}>{t(overAt ? 'decisions.undone' : 'decisions.holds')}</span>
      </p>
      <p>{t('decisions.by', { steward, at: moment(language, at) })}</p>
      <p className="sentence">{t('decisions.reason', { reason })}</p>
      {overAt && <p>{t('decisions.undone-by', { steward: overBy ?? '', at: moment(language, overAt) })}</p>}
      <SideBySide members={about} />
      {!overAt && (
        <div className="buttons">
          <Button onClick={() => ask(true)}>{t('decisions.undo')}</Button>
        </div>
      )}
      {asking && <UndoDialog decision={decision.id} close={() => ask(false)} />}
    </article>
  );
}

function UndoDialog({ decision, close }: { decision: string; close: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => person.undo(decision),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person'] });
      close();
    },
  });
  return (
    <Modal
      open
      title={t('decisions.undo')}
      okText={t('decisions.undo-now')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: undo.isPending }}
      onOk={() => undo.mutate()}
      onCancel={close}
    >
      <p>{t('decisions.undo-hint')}</p>
      {undo.error && <ProblemView failure={undo.error} />}
    </Modal>
  );
}
