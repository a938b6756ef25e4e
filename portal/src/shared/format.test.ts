import { describe, expect, it } from 'vitest';
import { age, day, fromLocalInput, localDay, localInput, moment, time, until } from './format';

describe('times', () => {
  it('are shown in the time zone of the country', () => {
    expect(moment('zh-CN', '2026-11-20T23:30:00Z')).toBe('2026年11月21日 07:30');
    expect(moment('en', '2026-11-20T23:30:00Z')).toBe('21 November 2026 07:30');
  });

  it('of plain dates stay the date and have no hour', () => {
    expect(moment('zh-CN', '2026-11-21')).toBe('2026年11月21日');
    expect(time('zh-CN', '2026-11-21')).toBe('');
  });

  it('at midnight are 00, not 24', () => {
    expect(time('zh-CN', '2026-11-20T16:00:00Z')).toBe('00:00');
  });

  it('that cannot be read are shown as they came', () => {
    expect(day('zh-CN', '2026年春')).toBe('2026年春');
    expect(day('zh-CN', null)).toBe('');
  });
});

describe('age', () => {
  it('turns on the birthday, counted in the time zone of the country', () => {
    expect(age('1990-11-21', new Date('2026-11-20T15:59:00Z'))).toBe(35);
    expect(age('1990-11-21', new Date('2026-11-20T16:00:00Z'))).toBe(36);
  });

  it('is unknown without a birth date', () => {
    expect(age(null, new Date())).toBeNull();
  });
});

describe('the end of a consent', () => {
  const now = new Date('2026-11-21T17:00:00Z'); // the 22nd in China

  it('of today is the last minute of the day in China', () => {
    expect(until('today', now).toISOString()).toBe('2026-11-22T15:59:00.000Z');
  });

  it('of a span counts from now', () => {
    expect(until('week', now).toISOString()).toBe('2026-11-28T17:00:00.000Z');
  });

  it('survives the way through an input', () => {
    expect(localDay(now)).toBe('2026-11-22');
    expect(fromLocalInput(localInput(now))).toEqual(now);
    expect(fromLocalInput('2026-11')).toBeNull();
  });
});
