import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { healthCode, type Accepted, type NewGuardianship, type PreparedGuardianship } from '../../api/healthcode';
import { day } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { useIdentity } from '../portal/identity';
import { startOf } from './shown';

const RELATIONS = ['CHILD', 'ELDER'] as const;
const NOTHING = { from: '', until: '', reads: false, text: '' };

/**
 * Records a guardian: of the child who was verified just now, or the one who was verified just now for an elder. The other one shows a
 * code on the own phone; who that is, and what will hold, is looked at before it is recorded.
 */
export function GuardianHere({ code }: { code: Accepted }) {
  const { t, language } = useText();
  const [relation, choose] = useState<NewGuardianship['relation']>('CHILD');
  const [given, give] = useState(NOTHING);
  const patient = code.local?.patient;
  const prepare = useMutation({
    mutationFn: () =>
      healthCode.prepareGuardian({
        relation,
        ...(relation === 'CHILD' ? { ward: patient! } : { guardian: patient! }),
        ...(given.from ? { from: startOf(given.from) } : {}),
        ...(given.until ? { until: startOf(given.until) } : {}),
        reads: relation === 'ELDER' && given.reads,
        code: given.text.trim(),
      }),
    onSettled: () => give((now) => ({ ...now, text: '' })),
  });
  const record = useMutation({
    mutationFn: ({ confirmation }: PreparedGuardianship) => healthCode.recordGuardian(confirmation),
    onSuccess: () => {
      prepare.reset();
      give(NOTHING);
    },
  });
  if (!patient) return null;
  return (
    <details className="bind" data-test="guardian-here">
      <summary>{t('guardian-here.title')}</summary>
      {record.data && record.variables && (
        <p className="notice" role="status" data-test="guardian-recorded">
          {t('guardian-here.done', {
            name: record.variables.guardian.name,
            from: day(language, record.data.from),
            until: day(language, record.data.until),
          })}
        </p>
      )}
      {prepare.data ? (
        <Confirmation
          prepared={prepare.data}
          pending={record.isPending}
          failure={record.error}
          confirm={() => record.mutate(prepare.data)}
          back={() => prepare.reset()}
        />
      ) : (
        <form
          className="take"
          onSubmit={(event) => {
            event.preventDefault();
            record.reset();
            prepare.mutate();
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
            <input type="date" value={given.from} onChange={({ target }) => give({ ...given, from: target.value })} />
          </label>
          <label>
            <span>{t(`guardian-here.until.${relation}`)}</span>
            <input
              type="date"
              value={given.until}
              required={relation === 'ELDER'}
              onChange={({ target }) => give({ ...given, until: target.value })}
            />
          </label>
          {relation === 'ELDER' && (
            <label className="choice">
              <input
                type="checkbox"
                checked={given.reads}
                onChange={({ target }) => give({ ...given, reads: target.checked })}
              />
              <span>{t('guardian-here.reads')}</span>
            </label>
          )}
          <label>
            <span>{t(`guardian-here.code.${relation}`)}</span>
            <input
              value={given.text}
              lang="en"
              autoComplete="off"
              spellCheck={false}
              maxLength={2_000}
              onChange={({ target }) => give({ ...given, text: target.value })}
            />
          </label>
          <p className="fine">{t('guardian-here.why')}</p>
          <button type="submit" disabled={prepare.isPending || given.text.trim() === ''}>
            {t('guardian-here.now')}
          </button>
          {prepare.error && <ProblemView failure={prepare.error} />}
        </form>
      )}
    </details>
  );
}

/** Who showed the code, and what will hold once it is recorded. */
function Confirmation({
  prepared,
  pending,
  failure,
  confirm,
  back,
}: {
  prepared: PreparedGuardianship;
  pending: boolean;
  failure: unknown;
  confirm: () => void;
  back: () => void;
}) {
  const { t, language } = useText();
  const identity = useIdentity();
  const { ward, guardian, guardianship } = prepared;
  const shower = guardianship.relation === 'CHILD' ? guardian : ward;
  return (
    <div className="take" role="group" aria-label={t('guardian-here.title')} data-test="guardian-prepared">
      <p>{t(`guardian-here.${guardianship.relation}.who`)}</p>
      <p className="verdict-name">{shower.name || t('outcome.not-read-yet')}</p>
      <dl className="facts">
        <dt>{t('column.sex-age')}</dt>
        <dd>{identity.sexAndAge(shower)}</dd>
        <dt>{t('column.identifier-tail')}</dt>
        <dd>{identity.tail(shower)}</dd>
      </dl>
      <p>
        {t(`guardian-here.sure.${guardianship.relation}`, { guardian: guardian.name, ward: ward.name })}{' '}
        {t('guardian-here.period', {
          from: day(language, guardianship.from),
          until: day(language, guardianship.until),
        })}
      </p>
      <p className={guardianship.reads ? 'notice warn' : 'fine'}>
        {t(guardianship.reads ? 'guardian-here.with-reading' : 'guardian-here.without-reading')}
      </p>
      {failure != null && <ProblemView failure={failure} />}
      <div className="buttons">
        <button type="button" className="primary" disabled={pending} onClick={confirm}>
          {t('guardian-here.confirm')}
        </button>
        <button type="button" disabled={pending} onClick={back}>
          {t('guardian-here.no')}
        </button>
      </div>
    </div>
  );
}
