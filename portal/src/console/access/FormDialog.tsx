import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useId, useState } from 'react';
import type { Sent } from '../../api/client';
import { ProblemView } from '../../shared/Problem';
import { useText, type TextKey } from '../../shared/text';

export interface Field {
  name: string;
  label: TextKey;
  hint?: TextKey;
  /** What may be chosen; absent for what is typed. */
  options?: { value: string; label: string }[];
  /** Several lines. */
  long?: boolean;
  /** Of what is typed, where it is no text. */
  type?: 'datetime-local';
  optional?: boolean;
  /** Whether it is asked for at all, as the others stand. */
  when?: (values: Sent) => boolean;
}

/** A few fields that are sent together; what comes back goes to {@code done}. */
export function FormDialog<T>({
  title,
  fields,
  start,
  send,
  done,
  close,
}: {
  title: TextKey;
  fields: Field[];
  start?: Sent;
  send: (values: Sent) => Promise<T>;
  done: (answer: T) => void;
  close: () => void;
}) {
  const { t } = useText();
  const client = useQueryClient();
  const form = useId();
  const [values, setValues] = useState<Sent>(start ?? {});
  const asked = fields.filter(({ when }) => when?.(values) ?? true);
  const ready = asked.every(({ name, optional }) => optional || values[name]?.trim());
  const sending = useMutation({
    mutationFn: () => send(Object.fromEntries(asked.map(({ name }) => [name, (values[name] ?? '').trim()]))),
    onSuccess: async (answer) => {
      done(answer);
      await client.invalidateQueries({ queryKey: ['participants'] });
      close();
    },
  });
  const set = (name: string, value: string) => setValues((before) => ({ ...before, [name]: value }));

  return (
    <Modal
      open
      title={t(title)}
      okText={t('participants.send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: sending.isPending }}
      onOk={() => sending.mutate()}
      onCancel={close}
    >
      <div className="ask">
        {asked.map(({ name, label, hint, options, long, type }) => {
          const shared = {
            id: `${form}-${name}`,
            value: values[name] ?? '',
            'aria-describedby': hint ? `${form}-${name}-hint` : undefined,
            onChange: (event: { target: { value: string } }) => set(name, event.target.value),
          };
          return (
            <div key={name} className="field">
              <label htmlFor={shared.id}>{t(label)}</label>
              {options ? (
                <select {...shared}>
                  <option value="" />
                  {options.map((option) => (
                    <option key={option.value} value={option.value}>
                      {option.label}
                    </option>
                  ))}
                </select>
              ) : long ? (
                <textarea {...shared} rows={6} spellCheck={false} />
              ) : (
                <input {...shared} type={type ?? 'text'} autoComplete="off" spellCheck={false} />
              )}
              {hint && (
                <p className="fine" id={`${form}-${name}-hint`}>
                  {t(hint)}
                </p>
              )}
            </div>
          );
        })}
        {sending.error && <ProblemView failure={sending.error} />}
      </div>
    </Modal>
  );
}
