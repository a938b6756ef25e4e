import type { RecordHeader, RecordSource } from '../../api/contract';
import { moment } from '../../shared/format';
import { useText } from '../../shared/text';

/** Where the record comes from: each institution, whether it is shown, and how fresh it is. */
export function SourceStrip({ record }: { record: RecordHeader }) {
  const { t } = useText();
  return (
    <section className="panel sources" aria-labelledby="sources-title">
      <h2 id="sources-title">{t('source.title')}</h2>
      <ul>
        {record.sources.map((source, index) => (
          <Source key={source.patient ?? index} source={source} />
        ))}
      </ul>
      {record.denied && (
        <p className="withheld" data-test="denied">
          {t('record.denied')}
        </p>
      )}
      {record.withheld && (
        <p className="withheld" data-test="withheld">
          {t('record.withheld')}
        </p>
      )}
    </section>
  );
}

function Source({ source }: { source: RecordSource }) {
  const { t, language } = useText();
  const shown = source.state === 'shown';
  return (
    <li data-test="source" data-state={source.state} data-institution={source.institution?.code}>
      <span className="source-name">{source.institution?.name ?? t('institution.withheld')}</span>
      <span className={shown ? 'state granted' : 'state'}>{t(shown ? 'source.shown' : 'source.withheld')}</span>
      {shown && (
        <span className="fine">
          {source.lastAt ? t('source.last', { at: moment(language, source.lastAt) }) : t('source.never')}
          {source.count !== null && ` · ${t('source.count', { count: source.count })}`}
        </span>
      )}
    </li>
  );
}
