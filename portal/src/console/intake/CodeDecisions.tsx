import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { codes, type CodeDecision } from '../../api/codes';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { shortOf } from './CodeRuns';

/** Decisions that wait for a second person. */
export function Proposed({ decisions }: { decisions: CodeDecision[] }) {
  const { t } = useText();
  return decisions.length === 0 ? null : (
    <div className="notice">
      <h3>{t('codes.proposed', { count: decisions.length })}</h3>
      <Decisions decisions={decisions} />
    </div>
  );
}

/** What was decided of codes, by whom and when; each can be taken back. */
export function Decisions({ decisions }: { decisions: CodeDecision[] }) {
  const { t, word, language } = useText();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ['intake', 'codes'] });
  const undo = useMutation({ mutationFn: (id: number) => codes.undo(id), onSuccess: again });
  const confirm = useMutation({ mutationFn: (id: number) => codes.confirm(id), onSuccess: again });
  return (
    <>
      {(undo.error ?? confirm.error) && <ProblemView failure={undo.error ?? confirm.error} />}
      <ul className="code-decisions">
        {decisions.map((each) => (
          <li key={each.id}>
            <p>
              <b>
                {each.code} {each.name}
              </b>{' '}
              {word('equivalence', each.equivalence)}{' '}
              {each.targetCode && (
                <>
                  <b>
                    {each.targetCode} {each.targetDisplay}
                  </b>{' '}
                  <span className="fine url">{shortOf(each.targetSystem ?? '')}</span>
                </>
              )}
            </p>
            {each.reason && <p>{each.reason}</p>}
            <p className="fine">
              <span className={`state ${each.state === 'IN_FORCE' ? 'stored' : 'waiting'}`}>
                {word('code-decision', each.state)}
              </span>{' '}
              {t('codes.decided-by', { by: each.decidedBy, at: moment(language, each.decidedAt) })}{' '}
              {each.confirmedBy &&
                t('codes.confirmed-by', { by: each.confirmedBy, at: moment(language, each.confirmedAt ?? '') })}{' '}
              {each.undoneBy && t('codes.undone-by', { by: each.undoneBy, at: moment(language, each.undoneAt ?? '') })}{' '}
              {each.validFrom && t('codes.valid-from', { day: each.validFrom })}
            </p>
            {each.state !== 'UNDONE' && (
              <div className="filter-row">
                {each.state === 'PROPOSED' && (
                  <Button size="small" type="primary" onClick={() => confirm.mutate(each.id)}>
                    {t('codes.confirm')}
                  </Button>
                )}
                <Button size="small" loading={undo.isPending} onClick={() => undo.mutate(each.id)}>
                  {t('codes.undo')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
