import type { Asked, Candidate } from '../../api/recognition';
import { day } from '../../shared/format';
import { useText } from '../../shared/text';
import { Plain } from './Value';

const COLUMNS_MAX = 8;

/** A column of the matrix: one day at one institution. */
interface Column {
  key: string;
  at: string;
  institution: string;
}

const keyOf = ({ at, institution }: Candidate) => `${at?.slice(0, 10) ?? ''} ${institution.code}`;

/** The days and institutions that results are of, newest first. */
export function columnsOf(items: Asked[]): Column[] {
  const columns = new Map<string, Column>();
  for (const { candidates } of items)
    for (const one of candidates)
      if (one.at && !columns.has(keyOf(one)))
        columns.set(keyOf(one), { key: keyOf(one), at: one.at, institution: one.institution.name });
  return [...columns.values()].sort((a, b) => b.at.localeCompare(a.at)).slice(0, COLUMNS_MAX);
}

/** Items by day and institution, to see how values went. */
export function Matrix({ items }: { items: Asked[] }) {
  const { t, say, language } = useText();
  const columns = columnsOf(items);
  const rows = items.filter(({ candidates }) => candidates.some(({ at }) => at));
  if (columns.length < 2 && rows.length < 2) return null;
  return (
    <section className="panel">
      <h2>{t('recognise.matrix')}</h2>
      <div className="scroll" role="region" aria-label={t('recognise.matrix')} tabIndex={0}>
        <table className="matrix" data-test="matrix">
          <thead>
            <tr>
              <th scope="col">{t('recognise.item')}</th>
              {columns.map(({ key, at, institution }) => (
                <th key={key} scope="col">
                  {day(language, at)}
                  <br />
                  <span className="fine">{institution}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ code, item, candidates }) => (
              <tr key={code}>
                <th scope="row">{item ? say(item.name) : code}</th>
                {columns.map(({ key }) => {
                  const one = candidates.find((candidate) => keyOf(candidate) === key);
                  return (
                    <td key={key} className={one?.outcome}>
                      {one ? one.value === null ? t('recognise.report-there') : <Plain of={one} /> : '—'}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
