import { describe, expect, it } from 'vitest';
import { markOf, rangeOf } from './laboratory';

describe('a reference range', () => {
  it.each([
    ['3.9-6.1', 'range.between', { low: '3.9', high: '6.1', unit: 'mmol/L' }],
    ['3.9 ~ 6.1 mmol/L', 'range.between', { low: '3.9', high: '6.1', unit: 'mmol/L' }],
    ['-2–2', 'range.between', { low: '-2', high: '2', unit: 'mmol/L' }],
    ['<5.2', 'range.below', { limit: '5.2', unit: 'mmol/L' }],
    ['≥ 60', 'range.at-least', { limit: '60', unit: 'mmol/L' }],
    ['阴性', 'range.other', { range: '阴性' }],
  ])('%s is said in words', (range, key, values) => {
    expect(rangeOf({ range, unit: 'mmol/L' })).toEqual({ key, values });
  });

  it('that is not there is not said', () => {
    expect(rangeOf({ range: null, unit: 'mmol/L' })).toBeNull();
    expect(rangeOf({ range: ' ', unit: null })).toBeNull();
  });
});

describe('a mark', () => {
  it('has an arrow and words, not colour alone', () => {
    expect(markOf('H')).toEqual({ sign: '↑', key: 'flag.high', strong: false });
    expect(markOf('LL')).toEqual({ sign: '↓↓', key: 'flag.very-low', strong: true });
  });

  it('is not made for a normal value', () => {
    expect(markOf('N')).toBeNull();
    expect(markOf(null)).toBeNull();
  });
});
