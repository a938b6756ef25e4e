import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { portal } from '../../api/client';
import { useAccessEvents } from '../../api/events';
import { useVisit } from '../../api/visit';
import { moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { Timeline } from '../../shared/Timeline';
import { useText } from '../../shared/text';

/** What a law lets me read of one record, with its basis over it. */
export default function LawfulRecordPage() {
  useAccessEvents();
  const { t, say, language } = useText();
  const { patient = '' } = useParams<{ patient: string }>();
  const visit = useVisit(patient);
  const query = useQuery({
    queryKey: ['portal', 'record', patient],
    queryFn: ({ signal }) => visit.load('record', (refresh) => portal.record(patient, refresh, signal)),
  });
  return (
    <>
      <p className="back">
        <Link href="/access/lawful">← {t('nav.lawful')}</Link>
      </p>
      <Shown query={query} lines={8}>
        {(record) => (
          <>
            <header className="banner">
              <h1>{record.name}</h1>
              <p data-test="lawful-basis">
                {record.access.sentence && say(record.access.sentence)} ·{' '}
                {t('lawful.until', { at: moment(language, record.access.until) })}
              </p>
            </header>
            <Timeline patient={record.patient} sources={record.sources} withheld={record.withheld} />
          </>
        )}
      </Shown>
    </>
  );
}
