import { describe, expect, it } from 'vitest';
import type { Entry } from '../api/contract';
import { byDay } from './Timeline';
import { institutionsOf } from './TimelineFilters';

const entry = (reference: string, at: string | null): Entry => ({
  reference,
  category: 'visits',
  at,
  institution: null,
  title: reference,
  lines: [],
});

describe('a timeline', () => {
  it('groups by the day in China and keeps the order', () => {
    const days = byDay([
      entry('c', '2026-11-20T17:00:00Z'),
      entry('b', '2026-11-20T16:00:00Z'),
      entry('a', '2026-11-20T15:59:00Z'),
      entry('z', null),
    ]);

    expect(days.map(([day, entries]) => [day, entries.map(({ reference }) => reference)])).toEqual([
      ['2026年11月21日', ['c', 'b']],
      ['2026年11月20日', ['a']],
      ['', ['z']],
    ]);
  });

  it('offers each institution once, though it registered the person twice', () => {
    const institution = { code: '1', name: '甲' };
    const source = { institution, lastAt: null, count: 1, state: 'shown' as const };

    expect(
      institutionsOf([
        { ...source, patient: 'a' },
        { ...source, patient: 'b' },
        { ...source, institution: null, patient: null },
      ]),
    ).toEqual([institution]);
  });
});
