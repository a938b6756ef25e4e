import type { TablePreview } from '../../api/contract';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Findings } from './Findings';

/** How a file is read: the data set, the columns as they were guessed, the first rows as records, what is wrong by rule. */
export function Preview({
  seen,
  choose,
  bind,
}: {
  seen: TablePreview;
  choose: (dataset: string) => void;
  bind: (column: string, header: string) => void;
}) {
  const { t, word, language } = useText();
  const named = (column: { zh: string; en: string }) => (language === 'en' ? column.en : column.zh);
  return (
    <>
      <div className="filter-row">
        <label>
          <span>{t('tables.dataset')}</span>
          <select value={seen.dataset} onChange={(event) => choose(event.target.value)}>
            {seen.fits.map((fit) => (
              <option key={fit.dataset} value={fit.dataset}>
                {named(fit)}（{fit.columns}）
              </option>
            ))}
          </select>
        </label>
      </div>
      <p data-test="preview-count">
        {t('tables.looked', {
          rows: seen.rows.toLocaleString('en'),
          good: seen.good.toLocaleString('en'),
          form: `${seen.format}${seen.charset ? ` ${seen.charset}` : ''}`,
        })}
      </p>
      {seen.missing.length > 0 && (
        <p className="problem" role="alert">
          {t('tables.missing', {
            columns: seen.columns
              .filter(({ name }) => seen.missing.includes(name))
              .map(named)
              .join('、'),
          })}
        </p>
      )}
      <h2>{t('tables.columns')}</h2>
      <Grid
        label={t('tables.columns')}
        rows={seen.columns.filter(
          ({ name, required }) =>
            required ||
            seen.headers.some(({ column }) => column === name) ||
            seen.headers.some(({ column }) => !column),
        )}
        keyOf={({ name }) => name}
        columns={[
          { title: t('tables.element'), cell: (column) => `${named(column)}${column.required ? ' *' : ''}` },
          { title: t('tables.type'), cell: (column) => word('column-type', column.type) },
          {
            title: t('tables.header'),
            cell: (column) => (
              <select
                aria-label={named(column)}
                value={seen.headers.find((each) => each.column === column.name)?.header ?? ''}
                onChange={(event) => bind(column.name, event.target.value)}
              >
                <option value="">{t('tables.no-column')}</option>
                {seen.headers.map(({ header }) => (
                  <option key={header} value={header}>
                    {header}
                  </option>
                ))}
              </select>
            ),
          },
        ]}
      />
      {seen.found.length > 0 && (
        <>
          <h2>{t('tables.findings')}</h2>
          <Findings
            findings={seen.found.map((each) => ({
              ...each,
              samples: each.lines.map((line) => ({ line, where: each.columns.join('、'), patient: '', message: null })),
            }))}
          />
        </>
      )}
      <h2>{t('tables.first-rows')}</h2>
      {seen.shown.map((row) => (
        <details key={row.line} className="record-row">
          <summary>
            {t('tables.line', { line: row.line })}{' '}
            <span className={`state ${row.code ? 'refused' : 'stored'}`}>
              {row.code ?? row.resources.map((resource) => String(resource['resourceType'])).join(' · ')}
            </span>
          </summary>
          <pre tabIndex={0}>{JSON.stringify(row.code ? row.cells : row.resources, null, 2)}</pre>
        </details>
      ))}
    </>
  );
}
