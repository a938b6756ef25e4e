import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useId, useState } from 'react';
import { Problem } from '../../api/http';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { FileChoice } from '../FileChoice';

/** A file of comma-separated values, chosen or pasted, is sent whole; every fault in it is shown with its line. */
export function FileDialog<T>({
  title,
  hint,
  start,
  send,
  done,
  close,
}: {
  title: string;
  hint: string;
  start: string;
  send: (content: string) => Promise<T>;
  done: (answer: T) => void;
  close: () => void;
}) {
  const { t } = useText();
  const client = useQueryClient();
  const form = useId();
  const [content, setContent] = useState(start);
  const sending = useMutation({
    mutationFn: () => send(content),
    onSuccess: async (answer) => {
      done(answer);
      await client.invalidateQueries({ queryKey: ['recognition'] });
      close();
    },
  });
  const faults = sending.error instanceof Problem ? sending.error.where : [];
  return (
    <Modal
      open
      width={800}
      title={title}
      okText={t('participants.send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: content.trim() === '', loading: sending.isPending }}
      onOk={() => sending.mutate()}
      onCancel={close}
    >
      <div className="ask">
        <p className="fine">{hint}</p>
        <FileChoice accept=".csv,text/csv" choose={(file) => void file?.text().then(setContent)} />
        <div className="field">
          <label htmlFor={`${form}-content`}>{t('file.content')}</label>
          <textarea
            id={`${form}-content`}
            className="body"
            rows={14}
            spellCheck={false}
            value={content}
            onChange={({ target }) => setContent(target.value)}
          />
        </div>
        {sending.error && <ProblemView failure={sending.error} />}
        {faults.length > 0 && (
          <ol className="faults" aria-label={t('file.faults')}>
            {faults.map((fault) => (
              <li key={fault}>
                <code>{fault}</code>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Modal>
  );
}
