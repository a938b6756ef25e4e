import { describe, expect, it } from 'vitest';
import type { Point } from '../../api/surveillance';
import { line, scale, step } from './chart';

const point = (cases: number, bound: number | null): Point => ({
  day: '2026-05-04',
  cases,
  expected: null,
  bound,
  alarm: false,
  estimate: null,
  low: null,
  high: null,
});

describe('the picture of a series', () => {
  it('has at most six ticks and holds the highest bound', () => {
    expect(step(4)).toBe(1);
    expect(step(12)).toBe(5);
    expect(step(130)).toBe(50);
    expect(scale([point(3, 11)]).ticks.at(-1)).toBeGreaterThanOrEqual(11);
  });

  it('breaks a line where a method says nothing', () => {
    const points = [point(1, 2), point(1, null), point(1, 2), point(1, 3)];

    expect(line(points, ({ bound }) => bound, scale(points)).match(/M/g)).toHaveLength(2);
  });
});
