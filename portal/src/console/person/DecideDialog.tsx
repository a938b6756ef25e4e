import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { person } from '../../api/client';
import type { PossibleLink } from '../../api/contract';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

export type Decision = 'link' | 'unlink';

const REASON_MAX = 500;

/** A link or its refusal stands in the person's history for good, so it needs a reason. */
export function DecideDialog({
  pair,
  decision,
  close,
  decided,
}: {
  pair: PossibleLink;
  decision: Decision;
  close: () => void;
  decided: (decision: Decision) => void;
}) {
  const { t } = useText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      decision === 'link'
        ? person.link(pair.a.patient, pair.b.patient, reason.trim())
        : person.differ(pair.b.patient, pair.a.patient, reason.trim()),
    onSuccess: async () => {
      decided(decision);
      await client.invalidateQueries({ queryKey: ['person'] });
      close();
    },
  });
  return (
    <Modal
      open
      title={t(`possible.${decision}`)}
      okText={t('possible.decide')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: reason.trim() === '', loading: decide.isPending }}
      onOk={() => decide.mutate()}
      onCancel={close}
    >
      <div className="ask">
        <label htmlFor="decide-reason">
          {t('possible.reason')} <span className="required">{t('required')}</span>
        </label>
        <Input.TextArea
          id="decide-reason"
          rows={3}
          maxLength={REASON_MAX}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {decide.error && <ProblemView failure={decide.error} />}
      </div>
    </Modal>
  );
}
