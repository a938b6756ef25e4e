import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { CATEGORIES, CLASSES, type NewAccessRequest } from '../../api/contract';
import { localInput } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { endOf, namedCategories, ScopeFields, type Scope } from '../../shared/Scope';
import { useText } from '../../shared/text';

const PURPOSES = ['CARE'] as const;
const REASON_MAX = 200;

/** What is asked of a resident. */
export type Wish = Omit<NewAccessRequest, 'patient'>;

/** Asks the resident: what for, which categories, until when, and why. */
export function AskDialog({
  name,
  send: deliver,
  close,
}: {
  name: string;
  send: (wish: Wish) => Promise<unknown>;
  close: () => void;
}) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [purpose, setPurpose] = useState<string>(PURPOSES[0]);
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<Scope>({
    offered: CATEGORIES,
    categories: CATEGORIES,
    offeredClasses: CLASSES,
    classes: [],
    span: 'today',
    own: localInput(new Date()),
  });
  const ready = endOf(scope, new Date()) !== null && scope.categories.length > 0 && reason.trim() !== '';
  const ask = useMutation({
    mutationFn: (until: Date) =>
      deliver({
        purpose,
        categories: namedCategories(scope),
        classes: [...scope.classes],
        until: until.toISOString(),
        reason: reason.trim(),
      }),
    onSuccess: async () => {
      await Promise.all(['access', 'portal'].map((capability) => client.invalidateQueries({ queryKey: [capability] })));
      close();
    },
  });
  const send = () => {
    const until = endOf(scope, new Date());
    if (ready && until) ask.mutate(until);
  };

  return (
    <Modal
      open
      width={640}
      title={t('ask.title', { name })}
      okText={t('ask.send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: ask.isPending, htmlType: 'button' }}
      onOk={send}
      onCancel={close}
    >
      <div className="ask">
        <label htmlFor="ask-purpose">{t('ask.purpose')}</label>
        <Select
          id="ask-purpose"
          value={purpose}
          onChange={setPurpose}
          options={PURPOSES.map((one) => ({ value: one, label: word('purpose', one) }))}
        />
        <ScopeFields scope={scope} change={setScope} />
        <label htmlFor="ask-reason">
          {t('ask.reason')} <span className="required">{t('required')}</span>
        </label>
        <Input.TextArea
          id="ask-reason"
          rows={2}
          maxLength={REASON_MAX}
          required
          value={reason}
          placeholder={t('ask.reason-hint')}
          onChange={(event) => setReason(event.target.value)}
        />
        {ask.error && <ProblemView failure={ask.error} />}
        <p className="fine">{t('ask.note')}</p>
      </div>
    </Modal>
  );
}
