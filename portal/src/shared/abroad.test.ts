import { describe, expect, it } from 'vitest';
import type { AbroadLine, Entry } from '../api/contract';
import { heard, type Province } from './abroad';

const row = (state: Extract<AbroadLine, { line: 'row' }>['state']): AbroadLine => ({
  line: 'row',
  province: '330000',
  name: '浙江省',
  state,
  until: null,
  code: null,
});

const entry = (reference: string, at: string): Entry => ({
  reference,
  category: 'visits',
  at,
  institution: null,
  title: '门诊',
  lines: [],
});

const entries = (...all: Entry[]): AbroadLine => ({ line: 'entries', province: '330000', entries: all });

const after = (...lines: AbroadLine[]) => lines.reduce<Province[]>(heard, []);

describe('what other provinces said', () => {
  it('stands by province, entries newest first and once', () => {
    const [zhejiang] = after(
      row('asking'),
      row('answered'),
      entries(entry('Encounter/a', '2026-01-01T00:00:00Z')),
      entries(entry('Encounter/b', '2026-02-01T00:00:00Z'), entry('Encounter/a', '2026-01-01T00:00:00Z')),
    );

    expect(zhejiang?.entries.map(({ reference }) => reference)).toEqual(['Encounter/b', 'Encounter/a']);
  });

  it('goes from the page once the resident took the permission back', () => {
    const shown = [row('asking'), row('answered'), entries(entry('Encounter/a', '2026-01-01T00:00:00Z'))];

    expect(after(...shown, { line: 'end', province: '330000', state: 'no-authorisation' })[0]?.entries).toEqual([]);
    expect(after(...shown, row('no-authorisation'))[0]?.entries).toEqual([]);
    expect(after(...shown, { line: 'end', province: '330000', state: 'answered' })[0]?.entries).toHaveLength(1);
  });

  it('knows where a province goes on', () => {
    expect(after(row('answered'), { line: 'next', province: '330000', token: '0:x' })[0]?.next).toBe('0:x');
  });
});
