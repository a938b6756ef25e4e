import { Button } from 'antd';
import { useState } from 'react';
import { abroad } from '../../api/client';
import type { RecordHeader } from '../../api/contract';
import { Provinces, useAbroad } from '../../shared/Abroad';
import { useText } from '../../shared/text';
import { AskDialog } from '../access/AskDialog';

/** What other provinces have of the patient: each decides for itself, and nobody waits for the slowest. */
export function AbroadPanel({ record }: { record: RecordHeader }) {
  const { t } = useText();
  const look = useAbroad(record.patient);
  const [asking, setAsking] = useState(false);
  const [notAsked, setNotAsked] = useState<{ province: string; name: string; code: string | null }[]>([]);
  const closed = look.provinces?.some(({ state }) => state === 'no-authorisation') ?? false;
  return (
    <section className="panel abroad" aria-labelledby="abroad-title" data-test="abroad">
      <div className="page-head">
        <h2 id="abroad-title">{t('abroad.title')}</h2>
        <span className="buttons">
          {closed && (
            <Button type="primary" onClick={() => setAsking(true)}>
              {t('abroad.ask')}
            </Button>
          )}
          <Button loading={look.asking} onClick={look.look}>
            {t(look.provinces === null ? 'abroad.look' : 'abroad.again')}
          </Button>
        </span>
      </div>
      {look.provinces === null && <p className="fine">{t('abroad.hint')}</p>}
      {notAsked.map(({ province, name, code }) => (
        <p key={province} className="notice warn" role="alert">
          {t('abroad.not-asked', { name })} <code>{code}</code>
        </p>
      ))}
      <Provinces look={look} />
      {asking && (
        <AskDialog
          name={record.name}
          send={({ categories, classes, until, reason }) =>
            abroad.ask(record.patient, { categories, classes, until, reason }).then(({ rows }) => {
              setNotAsked(rows.filter(({ code }) => code !== null));
              look.look();
            })
          }
          close={() => setAsking(false)}
        />
      )}
    </section>
  );
}
