import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'wouter';
import { portal } from '../../api/client';
import type { RecordHeader } from '../../api/contract';
import { useAccessEvents } from '../../api/events';
import { useVisit } from '../../api/visit';
import { day } from '../../shared/format';
import { Shown } from '../../shared/states';
import { Timeline } from '../../shared/Timeline';
import { useText } from '../../shared/text';
import { AccessPanel } from '../access/AccessPanel';
import { AbroadPanel } from '../exchange/AbroadPanel';
import { OnlyLook } from '../access/OnlyLook';
import { OpenInApp } from '../access/OpenInApp';
import { useIdentity } from './identity';
import { SourceStrip } from './SourceStrip';

const ExplanationDrawer = lazy(() => import('../person/ExplanationDrawer'));

/** One resident's record as far as I may see it, and how to be allowed more. */
export default function RecordPage() {
  useAccessEvents();
  const { t } = useText();
  const { patient = '' } = useParams<{ patient: string }>();
  const visit = useVisit(patient);
  const query = useQuery({
    queryKey: ['portal', 'record', patient],
    queryFn: ({ signal }) => visit.load('record', (refresh) => portal.record(patient, refresh, signal)),
  });
  return (
    <>
      <p className="back">
        <Link href="/walk-ins">← {t('nav.walk-ins')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {(record) => (
          <>
            <Banner record={record} />
            <div className="columns">
              <aside>
                <AccessPanel record={record} />
                <SourceStrip record={record} />
                <section className="panel">
                  <Link href={`/record/${record.patient}/recognise`}>{t('recognise.open')}</Link>
                  <p className="fine">{t('recognise.open-hint')}</p>
                </section>
                <OpenInApp patient={record.patient} />
              </aside>
              <div className="stack">
                {record.connected && <AbroadPanel record={record} />}
                <OnlyLook key={record.patient} patient={record.patient} offered={record.once} />
                <Timeline patient={record.patient} sources={record.sources} withheld={record.withheld} />
              </div>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}

/** That nothing is shown is no finding while part of the record is withheld. */
function noneOf(record: RecordHeader) {
  if (!record.withheld) return 'record.no-allergies';
  const opened = record.access.state === 'granted' || record.access.state === 'emergency';
  return opened ? 'record.no-allergies-shown' : 'record.no-allergies-here';
}

function Banner({ record }: { record: RecordHeader }) {
  const { t, say, word, language } = useText();
  const identity = useIdentity();
  const [why, setWhy] = useState(false);
  return (
    <header className="banner">
      <h1>{record.name}</h1>
      <dl>
        <div>
          <dt>{t('column.sex-age')}</dt>
          <dd>{identity.sexAndAge(record)}</dd>
        </div>
        <div>
          <dt>{t('column.birth-date')}</dt>
          <dd>{day(language, record.birthDate) || '—'}</dd>
        </div>
        <div>
          <dt>{t('column.identifier-tail')}</dt>
          <dd>{identity.tail(record)}</dd>
        </div>
        <div className={record.allergies.length > 0 ? 'allergic' : undefined}>
          <dt>{t('record.allergies')}</dt>
          <dd>{record.allergies.length > 0 ? record.allergies.map(say).join(t('list.comma')) : t(noneOf(record))}</dd>
        </div>
        <div>
          <dt>{t('record.access')}</dt>
          <dd data-test="access-state" data-state={record.access.state}>
            <span className={`state ${record.access.state}`}>{word('access-state', record.access.state)}</span>
          </dd>
        </div>
      </dl>
      {record.access.state === 'granted' && <Button onClick={() => setWhy(true)}>{t('explanation.open')}</Button>}
      {why && record.access.state === 'granted' && (
        <Suspense fallback={null}>
          <ExplanationDrawer patient={record.patient} close={() => setWhy(false)} />
        </Suspense>
      )}
    </header>
  );
}
