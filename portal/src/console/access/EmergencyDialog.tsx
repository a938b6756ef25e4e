import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { emergencies } from '../../api/client';
import { GROUNDS } from '../../api/contract';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

const WORDS_MAX = 500;
const WORDS_MIN = 10;

/** Opens what the resident cannot allow now: why, in a word and, where the list has none, in the doctor's own. */
export function EmergencyDialog({ patient, name, close }: { patient: string; name: string; close: () => void }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [ground, setGround] = useState<string>('');
  const [words, setWords] = useState('');
  const ready = ground !== '' && (ground !== 'OTHER' || words.trim().length >= WORDS_MIN);
  const open = useMutation({
    mutationFn: () => emergencies.open(patient, ground, words.trim()),
    onSuccess: async () => {
      await Promise.all(['access', 'portal'].map((capability) => client.invalidateQueries({ queryKey: [capability] })));
      close();
    },
  });
  return (
    <Modal
      open
      title={t('emergency.title', { name })}
      okText={t('emergency.open')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: !ready, loading: open.isPending, htmlType: 'button' }}
      onOk={() => ready && open.mutate()}
      onCancel={close}
    >
      <div className="ask">
        <p>{t('emergency.what')}</p>
        <fieldset>
          <legend>{t('emergency.ground')}</legend>
          <div className="choices">
            {GROUNDS.map((one) => (
              <label key={one} className="choice">
                <input type="radio" name="ground" checked={ground === one} onChange={() => setGround(one)} />
                <span>{word('ground', one)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label htmlFor="emergency-words">{t('emergency.words')}</label>
        <Input.TextArea
          id="emergency-words"
          rows={2}
          maxLength={WORDS_MAX}
          value={words}
          placeholder={t('emergency.words-hint')}
          onChange={(event) => setWords(event.target.value)}
        />
        {open.error && <ProblemView failure={open.error} />}
        <p className="fine">{t('emergency.note')}</p>
      </div>
    </Modal>
  );
}
