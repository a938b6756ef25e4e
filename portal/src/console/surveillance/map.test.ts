import { describe, expect, it } from 'vitest';
import type { Area } from '../../api/surveillance';
import { colourOf, round, spanOf, steps, UNKNOWN, valueOf } from './map';

const area = (cases: number, expected: number | null): Area => ({
  code: '330106',
  name: '西湖区',
  cases,
  expected,
  people: null,
  rate: null,
  signals: 0,
  column: 0,
  row: 0,
  path: null,
  inner: false,
});

describe('the colours of the map', () => {
  it('darken with the value, none being the lightest and the unknown being none', () => {
    const scale = steps([0, 3, 40, 200], 'cases');

    expect(scale.map(({ from }) => from)).toEqual([...scale.map(({ from }) => from)].sort((a, b) => a - b));
    expect(colourOf(0, scale)).toBe(scale[0]!.colour);
    expect(colourOf(200, scale)).toBe(scale.at(-1)!.colour);
    expect(colourOf(null, scale)).toBe(UNKNOWN);
  });

  it('are the same distance from the middle for as much less as more', () => {
    const scale = steps([-80, 20], 'excess');

    expect(colourOf(0, scale)).toBe('#f7f7f7');
    expect(scale.slice(1, 4).map(({ from }) => -from)).toEqual(
      scale
        .slice(4)
        .map(({ from }) => from)
        .reverse(),
    );
  });

  it('say nothing of an excess where there is no past', () => {
    expect(valueOf(area(4, null), 'excess')).toBeNull();
    expect(valueOf(area(4, 1.5), 'excess')).toBe(2.5);
  });

  it('hold every value in a step of their legend', () => {
    const scale = steps([0, 1, 1, 2], 'signals');

    expect(scale.map((_, place) => spanOf(scale, place, 'signals'))).toEqual(['0', '1', '≥ 2']);
    expect(round(37)).toBe(50);
  });
});
