import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { ProblemView } from '../../shared/Problem';
import { useText, type TextKey } from '../../shared/text';

const REASON_MAX = 500;

/** A decision about who is one person stands in the history for good, so it needs a reason. */
export function ReasonDialog({
  title,
  hint,
  send,
  done,
  close,
}: {
  title: TextKey;
  hint?: string;
  send: (reason: string) => Promise<void>;
  done: () => void;
  close: () => void;
}) {
  const { t } = useText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () => send(reason.trim()),
    onSuccess: async () => {
      done();
      await client.invalidateQueries({ queryKey: ['person'] });
      close();
    },
  });
  return (
    <Modal
      open
      title={t(title)}
      okText={t('possible.decide')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: reason.trim() === '', loading: decide.isPending }}
      onOk={() => decide.mutate()}
      onCancel={close}
    >
      <div className="ask">
        {hint && <p>{hint}</p>}
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
