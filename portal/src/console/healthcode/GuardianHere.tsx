import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { healthCode, type Accepted, type NewGuardianship } from '../../api/healthcode';
import { day } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { startOf } from './shown';

const RELATIONS = ['CHILD', 'ELDER'] as const;

/**
 * Records a guardian: of the child who was verified just now, or the one who was verified just now for an elder. The other one shows a
 * code on the own phone, which says who it is.
 */
export function GuardianHere({ code }: { code: Accepted }) {
  const { t, language } = useText();
  const [relation, choose] = useState<NewGuardianship['relation']>('CHILD');
  const [from, begin] = useState('');
  const [until, end] = useState('');
  const [reads, allow] = useState(false);
  const [text, type] = useState('');
  const patient = code.local?.patient;
  const record = useMutation({
    mutationFn: () =>
      healthCode.guardian({
        relation,
        ...(relation === 'CHILD' ? { ward: patient! } : { guardian: patient! }),
        ...(from ? { from: startOf(from) } : {}),
        ...(until ? { until: startOf(until) } : {}),
        reads: relation === 'ELDER' && reads,
        code: text.trim(),
      }),
  });
  if (!patient) return null;
  return (
    <details className="bind" data-test="guardian-here">
      <summary>{t('guardian-here.title')}</summary>
      <form
        className="take"
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate();
        }}
      >
        {RELATIONS.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="relation" checked={relation === one} onChange={() => choose(one)} />
            <span>{t(`guardian-here.${one}`, { name: code.holder.name })}</span>
          </label>
        ))}
        <label>
          <span>{t('guardian-here.from')}</span>
          <input type="date" value={from} onChange={({ target }) => begin(target.value)} />
        </label>
        <label>
          <span>{t(`guardian-here.until.${relation}`)}</span>
          <input
            type="date"
            value={until}
            required={relation === 'ELDER'}
            onChange={({ target }) => end(target.value)}
          />
        </label>
        {relation === 'ELDER' && (
          <label className="choice">
            <input type="checkbox" checked={reads} onChange={({ target }) => allow(target.checked)} />
            <span>{t('guardian-here.reads')}</span>
          </label>
        )}
        <label>
          <span>{t(`guardian-here.code.${relation}`)}</span>
          <input
            value={text}
            lang="en"
            autoComplete="off"
            spellCheck={false}
            maxLength={2_000}
            onChange={({ target }) => type(target.value)}
          />
        </label>
        <p className="fine">{t('guardian-here.why')}</p>
        <button type="submit" disabled={record.isPending || text.trim() === ''}>
          {t('guardian-here.now')}
        </button>
        {record.error && <ProblemView failure={record.error} />}
        {record.data && (
          <p className="notice" role="status" data-test="guardian-recorded">
            {t('guardian-here.done', {
              from: day(language, record.data.from),
              until: day(language, record.data.until),
            })}
          </p>
        )}
      </form>
    </details>
  );
}
