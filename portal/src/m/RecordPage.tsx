import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ME, portal } from '../api/client';
import { moment } from '../shared/format';
import { Shown } from '../shared/states';
import { Timeline } from '../shared/Timeline';
import { useText } from '../shared/text';
import { useActing } from './proxies/ward';

/** The whole record: of my own nothing is withheld from me; of whom I act for something may be. */
export function RecordPage() {
  const { t, say, language } = useText();
  const { ward } = useActing();
  const query = useQuery({
    queryKey: ['portal', 'record', ME],
    queryFn: ({ signal }) => portal.record(ME, false, signal),
  });
  return (
    <>
      <h1>{ward ? t('record.of', { name: ward.name }) : t('record.mine')}</h1>
      {ward && <p className="fine">{t('record.withheld')}</p>}
      <Shown query={query}>
        {(record) => (
          <>
            {record.allergies.length > 0 && (
              <p className="allergies">
                <strong>{t('record.allergies')}</strong> {record.allergies.map(say).join(t('list.comma'))}
              </p>
            )}
            <details className="card sources">
              <summary>{t('record.from-sources', { count: record.sources.length })}</summary>
              <ul className="plain">
                {record.sources.map((source, index) => (
                  <li key={source.patient ?? index}>
                    <span>{source.institution?.name ?? t('institution.unknown')}</span>
                    <span className="fine">
                      {source.lastAt ? t('source.last', { at: moment(language, source.lastAt) }) : t('source.never')}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
            {record.connected && ward === null && (
              <p>
                <Link className="button" href="/record/abroad">
                  {t('abroad.mine')}
                </Link>
              </p>
            )}
            <Timeline patient={ME} sources={record.sources} />
          </>
        )}
      </Shown>
    </>
  );
}
