import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { access } from '../api/client';
import type { LookReport } from '../api/contract';
import { moment } from '../shared/format';
import { ProblemView } from '../shared/Problem';
import { useText } from '../shared/text';
import type { LookRun } from './looks';
import { useActing } from './proxies/ward';

const WORDS_MAX = 500;

/** What one can do about a visit: keep its proof, or say that one was not there. */
export function Proof({ run }: { run: LookRun }) {
  const { t } = useText();
  const { ward, mayAct } = useActing();
  const [saying, say] = useState(false);
  return (
    <>
      {run.report && <Said report={run.report} />}
      <div className="buttons proof">
        {ward !== null ? null : run.receipts.length > 0 ? (
          <a className="button" href={access.receipt(run.receipts)} download data-test="receipt">
            {t('looks.receipt')}
          </a>
        ) : (
          <span className="fine">{t('looks.no-receipt')}</span>
        )}
        {!run.report && mayAct && (
          <button type="button" aria-expanded={saying} onClick={() => say(!saying)}>
            {t('looks.not-me')}
          </button>
        )}
      </div>
      {saying && !run.report && <Report look={run.look.id} close={() => say(false)} />}
    </>
  );
}

function Report({ look, close }: { look: string; close: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const field = useId();
  const [words, setWords] = useState('');
  const send = useMutation({
    mutationFn: () => access.report(look, words.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['access', 'looks'] });
      close();
    },
  });
  return (
    <div className="report">
      <label htmlFor={field}>{t('looks.report-words')}</label>
      <textarea
        id={field}
        rows={3}
        maxLength={WORDS_MAX}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <p className="fine">{t('looks.report-note')}</p>
      {send.error && <ProblemView failure={send.error} />}
      <div className="buttons">
        <button type="button" className="primary" disabled={send.isPending} onClick={() => send.mutate()}>
          {t('looks.report-send')}
        </button>
        <button type="button" onClick={close}>
          {t('looks.report-close')}
        </button>
      </div>
    </div>
  );
}

function Said({ report }: { report: LookReport }) {
  const { t, language } = useText();
  return (
    <div className="notice" role="status" data-test="report" data-outcome={report.outcome ?? 'WAITING'}>
      <p>
        <strong>{t(`looks.report.${report.outcome ?? 'WAITING'}`)}</strong>{' '}
        <span className="fine">{moment(language, report.answeredAt ?? report.at)}</span>
      </p>
      {report.words && <p className="fine">{t('looks.report-mine', { words: report.words })}</p>}
      {report.answer && <p>{report.answer}</p>}
    </div>
  );
}
