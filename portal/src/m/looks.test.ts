import { describe, expect, it } from 'vitest';
import type { Look } from '../api/contract';
import { runsOf } from './looks';

const look = (id: string, at: string, more: Partial<Look> = {}): Look => ({
  id,
  at,
  who: { name: '周文静', role: 'DOCTOR' },
  institution: null,
  purpose: 'CARE',
  what: { zh: '检验', en: 'Laboratory' },
  basis: { zh: '授权', en: 'Consent' },
  automatic: false,
  refresh: false,
  outcome: 'shown',
  receipt: true,
  report: null,
  ...more,
});

describe('looks', () => {
  it('of one visit are one run that says how many they were', () => {
    const runs = runsOf([
      look('c', '2026-11-21T09:12:00Z'),
      look('b', '2026-11-21T09:05:00Z'),
      look('a', '2026-11-21T09:00:00Z'),
    ]);

    expect(runs.map(({ look: { id }, since, at }) => [id, since, at[0]?.count])).toEqual([
      ['c', '2026-11-21T09:00:00Z', 3],
    ]);
  });

  it('at several things on one visit are one run that names each', () => {
    const identity = { what: { zh: '查看了姓名等身份信息', en: 'looked at name and identity' } };
    const runs = runsOf([
      look('d', '2026-11-21T09:03:00Z', identity),
      look('c', '2026-11-21T09:02:00Z'),
      look('b', '2026-11-21T09:01:00Z', identity),
      look('a', '2026-11-21T09:00:00Z'),
      look('0', '2026-11-21T08:59:00Z', identity),
    ]);

    expect(runs.map(({ look: { id }, since }) => [id, since])).toEqual([['d', '2026-11-21T08:59:00Z']]);
    expect(runs[0]?.at.map(({ what, count }) => [what.en, count])).toEqual([
      ['looked at name and identity', 3],
      ['Laboratory', 2],
    ]);
  });

  it('of a page that refreshes itself are counted apart', () => {
    const runs = runsOf([
      look('c', '2026-11-21T09:02:00Z', { refresh: true }),
      look('b', '2026-11-21T09:01:00Z', { refresh: true }),
      look('a', '2026-11-21T09:00:00Z'),
    ]);

    expect(runs.map(({ at, refreshes }) => [at[0]?.count, refreshes])).toEqual([[1, 2]]);
  });

  it('of a visit that may go on among older ones are at least so many', () => {
    const looks = [look('b', '2026-11-21T12:00:00Z'), look('a', '2026-11-21T09:00:00Z')];

    expect(runsOf(looks, true).map(({ open }) => open)).toEqual([false, true]);
    expect(runsOf(looks).map(({ open }) => open)).toEqual([false, false]);
  });

  it('that differ, or lie apart, stay apart', () => {
    const runs = runsOf([
      look('d', '2026-11-21T10:00:00Z'),
      look('c', '2026-11-21T09:02:00Z'),
      look('b', '2026-11-21T09:01:00Z', { outcome: 'refused' }),
      look('a', '2026-11-21T09:00:00Z', { who: { name: '钱志远', role: 'DOCTOR' } }),
    ]);

    expect(runs.map(({ look: { id } }) => id)).toEqual(['d', 'c', 'b', 'a']);
  });
});
