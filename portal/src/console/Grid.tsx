import type { ReactNode } from 'react';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Figures stand at the end of their cell. */
  figure?: boolean;
}

/** A table that turns into cards on a narrow page; its roles are said, because display: block would take them away. */
export function Grid<T>({
  label,
  columns,
  rows,
  keyOf,
}: {
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => string;
}) {
  return (
    <table className="grid" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, figure }) => (
            <th key={title} role="columnheader" scope="col" className={figure ? 'figure' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" data-key={keyOf(row)}>
            {columns.map(({ title, cell, figure }) => (
              <td key={title} role="cell" data-title={title} className={figure ? 'figure' : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
