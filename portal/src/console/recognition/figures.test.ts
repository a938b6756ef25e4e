import { describe, expect, it } from 'vitest';
import type { Figure } from '../../api/recognition';
import { rowsOf, wholeOf } from './figures';

const figure = (key: string, kind: Figure['kind'], events: number, patientFen = 0, fundFen = 0): Figure => ({
  key,
  name: null,
  kind,
  events,
  patientFen,
  fundFen,
});

describe('figures', () => {
  const rows = rowsOf([
    figure('L041', 'REMINDED', 5, 750, 1750),
    figure('L041', 'QUOTED', 2, 300, 700),
    figure('L041', 'REFUSED', 1, 150, 350),
    figure('X001', 'REMINDED', 3, 19800, 46200),
    figure('X001', 'QUOTED', 3, 19800, 46200),
  ]);

  it('stand side by side for each key, the most quoted first', () => {
    expect(rows.map(({ key }) => key)).toEqual(['X001', 'L041']);
    expect(rows[1]!.events).toEqual({ REMINDED: 5, QUOTED: 2, REFUSED: 1, REPEATED: 0, MISSED: 0 });
  });

  it('count as saved only what was quoted', () => {
    expect(rows[1]!.patientFen).toBe(300);
    expect(rows[1]!.fundFen).toBe(700);
  });

  it('add up to the whole', () => {
    expect(wholeOf(rows)).toMatchObject({ patientFen: 20100, fundFen: 46900 });
    expect(wholeOf(rows).events.QUOTED).toBe(5);
  });
});
