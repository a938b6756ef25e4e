import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { recognition } from '../../api/recognition';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';

const WORDS_MAX = 500;
const WORDS_MIN = 2;

/** For what an examination is made all the same: one of the six reasons, and words where there is none of them. */
export function Refusal({
  send,
  sending,
  failure,
  close,
}: {
  send: (reason: string, words: string) => void;
  sending: boolean;
  failure: unknown;
  close: () => void;
}) {
  const { t, say } = useText();
  const form = useId();
  const [reason, choose] = useState('');
  const [words, write] = useState('');
  const query = useQuery({
    queryKey: ['recognition', 'reasons'],
    queryFn: ({ signal }) => recognition.reasons(signal),
    staleTime: Infinity,
  });
  return (
    <Shown query={query} lines={4}>
      {({ reasons }) => {
        const wanted = reasons.find(({ code }) => code === reason)?.wantsWords ?? false;
        const ready = reason !== '' && (!wanted || words.trim().length >= WORDS_MIN);
        return (
          <form
            className="refusal"
            onSubmit={(event) => {
              event.preventDefault();
              if (ready) send(reason, words.trim());
            }}
          >
            <fieldset>
              <legend>{t('recognise.why')}</legend>
              <div className="choices">
                {reasons.map(({ code, words: said }) => (
                  <label key={code} className="choice">
                    <input type="radio" name={form} checked={reason === code} onChange={() => choose(code)} />
                    <span>{say(said)}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            <label htmlFor={`${form}-words`}>{t(wanted ? 'recognise.words-wanted' : 'recognise.words')}</label>
            <Input.TextArea
              id={`${form}-words`}
              rows={2}
              maxLength={WORDS_MAX}
              value={words}
              onChange={(event) => write(event.target.value)}
            />
            {failure != null && <ProblemView failure={failure} />}
            <div className="buttons">
              <Button htmlType="submit" type="primary" disabled={!ready} loading={sending}>
                {t('recognise.send-refusal')}
              </Button>
              <Button onClick={close}>{t('cancel')}</Button>
            </div>
          </form>
        );
      }}
    </Shown>
  );
}
