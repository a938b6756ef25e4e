import { Link } from 'wouter';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { useRefusal } from './refusal';

/** Rows that one rule refused, with some of them. */
export interface Found {
  code: string;
  what: string;
  mend: string;
  rows: number;
  samples: { line: number; where: string; patient: string; message: number | null }[];
}

/** What was found in a table, by rule: how often, what to do, and where to look. */
export function Findings({ findings }: { findings: Found[] }) {
  const { t } = useText();
  const say = useRefusal();
  return (
    <Grid
      label={t('tables.findings')}
      rows={findings}
      keyOf={({ code }) => code}
      columns={[
        { title: t('column.code'), cell: (row) => row.code },
        { title: t('column.count'), cell: (row) => row.rows.toLocaleString('en'), figure: true },
        { title: t('column.what'), cell: (row) => say(row, 'what') },
        { title: t('tables.mend'), cell: (row) => say(row, 'mend') },
        {
          title: t('tables.samples'),
          cell: (row) => (
            <ul className="samples">
              {row.samples.map(({ line, where, patient, message }) => (
                <li key={line}>
                  {message === null ? (
                    t('tables.line', { line })
                  ) : (
                    <Link href={`/intake/messages/${message}`}>{t('tables.line', { line })}</Link>
                  )}{' '}
                  {[where, patient].filter(Boolean).join(' · ')}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}
