import { describe, expect, it } from 'vitest';
import { passed, span } from './clock';

const UNITS = { day: 'd', hour: 'h', minute: 'min' };

describe('the clock of a report', () => {
  it('is half over at half of its time and never more than over', () => {
    const from = '2026-05-04T23:30:00Z';
    const due = '2026-05-05T01:30:00Z';

    expect(passed(from, due, '2026-05-05T00:30:00Z')).toBe(0.5);
    expect(passed(from, due, '2026-05-06T00:30:00Z')).toBe(1);
    expect(passed(from, due, from)).toBe(0);
  });

  it('says what is left in the two largest units', () => {
    expect(span(80 * 60_000, UNITS)).toBe('1 h 20 min');
    expect(span(-76 * 3_600_000, UNITS)).toBe('3 d 4 h');
    expect(span(59_000, UNITS)).toBe('0 min');
  });
});
