import type { Figure, Kind } from '../../api/recognition';
import type { Words } from '../../api/contract';

/** The figures of one key, side by side. */
export interface FigureRow {
  key: string;
  name: Words | null;
  events: Record<Kind, number>;
  /** What quotations saved. */
  patientFen: number;
  fundFen: number;
}

const NONE: Record<Kind, number> = { REMINDED: 0, QUOTED: 0, REFUSED: 0, REPEATED: 0, MISSED: 0 };

/** Rows out of figures, the most quoted first. */
export function rowsOf(figures: Figure[]): FigureRow[] {
  const rows = new Map<string, FigureRow>();
  for (const { key, name, kind, events, patientFen, fundFen } of figures) {
    const row = rows.get(key) ?? { key, name, events: { ...NONE }, patientFen: 0, fundFen: 0 };
    row.events[kind] += events;
    if (kind === 'QUOTED') {
      row.patientFen += patientFen;
      row.fundFen += fundFen;
    }
    rows.set(key, row);
  }
  return [...rows.values()].sort(
    (a, b) => b.events.QUOTED - a.events.QUOTED || b.events.REMINDED - a.events.REMINDED || a.key.localeCompare(b.key),
  );
}

/** All rows together. */
export function wholeOf(rows: FigureRow[]): FigureRow {
  const whole: FigureRow = { key: '', name: null, events: { ...NONE }, patientFen: 0, fundFen: 0 };
  for (const row of rows) {
    for (const kind of Object.keys(NONE) as Kind[]) whole.events[kind] += row.events[kind];
    whole.patientFen += row.patientFen;
    whole.fundFen += row.fundFen;
  }
  return whole;
}
