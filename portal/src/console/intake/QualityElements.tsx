import type { QualityElement } from '../../api/quality';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';

/** Data elements, in the editions that hold. */
export function Elements({ label, elements }: { label: string; elements: QualityElement[] }) {
  const { t, say } = useText();
  return (
    <Grid
      label={label}
      rows={elements}
      keyOf={({ id }) => id}
      columns={[
        { title: t('tables.element'), cell: (row) => <code>{row.id}</code> },
        { title: t('data-quality.element-name'), cell: (row) => say(row.name) },
        { title: t('data-quality.format'), cell: (row) => `${row.type} ${row.format}` },
        { title: t('data-quality.codes'), cell: (row) => row.codes || '—' },
        { title: t('data-quality.edition'), cell: (row) => row.edition },
        {
          title: t('data-quality.validity'),
          cell: (row) =>
            row.until
              ? t('data-quality.holds-until', { from: row.from, until: row.until })
              : t('data-quality.holds-from', { from: row.from }),
        },
      ]}
    />
  );
}
