import { expect, it } from 'vitest';
import { onsetDays, stacked } from './onsets';

it('shows each day between the first onset and the last, also over the end of a month', () => {
  expect(onsetDays({ '2026-03-02': {}, '2026-02-27': {} })).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
  expect(onsetDays({})).toEqual([]);
});

it('shows the last days of a long event', () => {
  const days = onsetDays({ '2020-01-01': {}, '2026-03-02': {} });

  expect(days).toHaveLength(120);
  expect(days.at(-1)).toBe('2026-03-02');
});

it('stacks a day without gaps', () => {
  expect(stacked({ SUSPECTED: 2, CONFIRMED: 3 })).toEqual([
    { classification: 'CONFIRMED', from: 0, to: 3 },
    { classification: 'SUSPECTED', from: 3, to: 5 },
  ]);
});
