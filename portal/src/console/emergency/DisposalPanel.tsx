import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { people, type DisposalState } from '../../api/people';
import { moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';

/** What becomes of the personal data of a closed event: until when they are kept, or what was deleted, with the proof. */
export function DisposalPanel({ event, owner }: { event: string; owner: boolean }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'disposal', event],
    queryFn: ({ signal }) => people.disposal(event, signal),
  });
  return (
    <section className="panel" data-test="disposal">
      <h2>{t('disposal.title')}</h2>
      <Shown query={query} lines={4}>
        {(state) =>
          state.disposal?.doneAt ? (
            <Done event={event} state={state} />
          ) : (
            <Kept event={event} state={state} owner={owner} />
          )
        }
      </Shown>
    </section>
  );
}

function Kept({ event, state, owner }: { event: string; state: DisposalState; owner: boolean }) {
  const { t, language } = useText();
  const client = useQueryClient();
  const [setting, set] = useState<'later' | 'now' | null>(null);
  return (
    <>
      <p>
        {state.disposal ? t('disposal.kept', { at: moment(language, state.disposal.dueAt) }) : t('disposal.no-day')}
      </p>
      <Rows rows={state.left} title={t('disposal.will')} />
      {owner && (
        <div className="buttons">
          <Button onClick={() => set('later')}>{t('disposal.put-off')}</Button>
          <Button danger onClick={() => set('now')}>
            {t('disposal.now')}
          </Button>
        </div>
      )}
      {setting && (
        <FormDialog
          title={setting === 'later' ? 'disposal.put-off' : 'disposal.now'}
          fields={[
            ...(setting === 'later'
              ? [{ name: 'until', label: 'disposal.until', hint: 'disposal.until-hint' } as const]
              : []),
            {
              name: 'words',
              label: 'signal.words',
              hint: setting === 'later' ? 'disposal.put-off-hint' : 'disposal.now-hint',
              long: true,
            },
          ]}
          send={({ until, words }) =>
            people.dispose(event, {
              words: words ?? '',
              ...(setting === 'later' ? { until: until ? `${until}T00:00:00+08:00` : '' } : { now: true }),
            })
          }
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => set(null)}
        />
      )}
    </>
  );
}

function Done({ event, state }: { event: string; state: DisposalState }) {
  const { t, language } = useText();
  const { disposal, left } = state;
  const rest = Object.values(left).reduce((sum, rows) => sum + rows, 0);
  return (
    <>
      <p>{t('disposal.done', { at: moment(language, disposal?.doneAt) })}</p>
      <Rows rows={disposal?.removed ?? {}} title={t('disposal.removed')} />
      <p data-test="disposal-left">{t('disposal.left', { count: rest })}</p>
      <p className="fine">{t('disposal.stays')}</p>
      <div className="buttons">
        <a className="button" href={people.disposalReceipt(event)} download>
          {t('disposal.receipt')}
        </a>
        <a className="button" href="/api/access/log" download="tongmai-log-keys.json">
          {t('disposal.keys')}
        </a>
      </div>
      <p className="fine">
        {t('disposal.verify')} <code>tongmai verify disposal-{event}.ndjson --keys tongmai-log-keys.json</code>
      </p>
    </>
  );
}

/** Rows by table, the most first; tables without any are left out. */
function Rows({ rows, title }: { rows: Record<string, number>; title: string }) {
  const { word } = useText();
  const some = Object.entries(rows)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
  return (
    <p>
      {title}：{some.length === 0 ? 0 : some.map(([table, count]) => `${word('disposed', table)} ${count}`).join('、')}
    </p>
  );
}
