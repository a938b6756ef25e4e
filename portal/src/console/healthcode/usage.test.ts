import { describe, expect, it } from 'vitest';
import type { Usage } from '../../api/healthcode';
import { countsBy, countsByDay, csv, total } from './usage';

const usage: Usage[] = [
  { institution: 'A', scene: 'PHARMACY', channel: 'WINDOW', day: '2026-11-01', uses: 3 },
  { institution: 'B', scene: 'PHARMACY', channel: 'MACHINE', day: '2026-11-03', uses: 2 },
  { institution: 'A', scene: 'PAYMENT', channel: 'WINDOW', day: '2026-11-03', uses: 4 },
];

describe('counts of uses', () => {
  it('add up to the same by every side', () => {
    for (const side of ['institution', 'scene', 'channel'] as const)
      expect(countsBy(usage, side).reduce((sum, { uses }) => sum + uses, 0)).toBe(total(usage));
    expect(countsByDay(usage, '2026-11-01', '2026-11-03').reduce((sum, { uses }) => sum + uses, 0)).toBe(9);
  });

  it('name the most first', () => {
    expect(countsBy(usage, 'scene')).toEqual([
      { key: 'PHARMACY', uses: 5 },
      { key: 'PAYMENT', uses: 4 },
    ]);
  });

  it('have every day, also one without any', () => {
    expect(countsByDay(usage, '2026-11-01', '2026-11-03')).toEqual([
      { key: '2026-11-01', uses: 3 },
      { key: '2026-11-02', uses: 0 },
      { key: '2026-11-03', uses: 6 },
    ]);
  });
});

it('a file for a spreadsheet quotes what needs it and holds no formula', () => {
  expect(
    csv([
      ['a', 1],
      ['x,"y"', -2],
      ['=1+1', 0],
    ]),
  ).toBe('\ufeffa,1\r\n"x,""y""",-2\r\n\'=1+1,0\r\n');
});
