import { describe, expect, it } from 'vitest';
import type { ShownCode } from '../../api/healthcode';
import { picture } from '../../shared/picture';
import { AGAIN, hold, left, life, minutes, renewIn } from './life';

const shown: ShownCode = {
  code: 'c',
  text: 'TM1.x',
  purpose: 'IDENTIFY',
  issuedAt: '2026-11-21T06:00:00Z',
  until: '2026-11-21T06:02:00Z',
  svg: '<svg/>',
};
const asked = { clock: 1_000_000, count: 500 };
const after = (clock: number, count = clock) => ({ clock: asked.clock + clock, count: asked.count + count });

describe('what is left of a code', () => {
  it('counts down from when it was asked for, whatever the clock of the phone says', () => {
    const held = hold(shown, asked);

    expect(left(held, asked)).toBe(120_000);
    expect(left(held, after(30_000))).toBe(90_000);
    expect(left(held, after(120_000))).toBe(0);
    expect(left(held, after(500_000))).toBe(0);
  });

  it('grows by no clock that is set back, and shrinks while the phone sleeps', () => {
    const held = hold(shown, asked);

    expect(left(held, after(-3_600_000, 100_000))).toBe(20_000);
    expect(left(held, after(100_000, 0))).toBe(20_000);
  });

  it('is nothing where the times cannot be', () => {
    expect(life({ ...shown, until: '2026-11-21T05:00:00Z' })).toBe(0);
  });
});

describe('the next code', () => {
  it('is asked for before the end, and soon again where that failed', () => {
    const held = hold(shown, asked);

    expect(renewIn(held, asked, false)).toBe(105_000);
    expect(renewIn(held, after(119_000), false)).toBe(1_000);
    expect(renewIn(held, asked, true)).toBe(AGAIN);
  });

  it('of a short life is asked for after three quarters of it', () => {
    const short = hold({ ...shown, until: '2026-11-21T06:00:08Z' }, asked);

    expect(renewIn(short, asked, false)).toBe(6_000);
  });
});

describe('the words', () => {
  it('say minutes and seconds, and no zero while there is something left', () => {
    expect(minutes(120_000)).toBe('2:00');
    expect(minutes(61_001)).toBe('1:02');
    expect(minutes(1)).toBe('0:01');
    expect(minutes(0)).toBe('0:00');
  });

  it('hold the picture in an address without anything that would end it', () => {
    expect(picture('<svg fill="#000"/>')).toBe('data:image/svg+xml;utf8,%3Csvg%20fill%3D%22%23000%22%2F%3E');
  });
});
