import type { Point } from '../../api/surveillance';

export const WIDTH = 960;
export const HEIGHT = 260;
const LEFT = 44;
const BOTTOM = 24;
const TOP = 8;

/** Where things stand in the picture of a series. */
export interface Scale {
  x: (place: number) => number;
  y: (count: number) => number;
  wide: number;
  ticks: number[];
}

/** The least of 1, 2, 5, 10, 20, … that makes at most five ticks. */
export function step(most: number): number {
  for (let power = 1; ; power *= 10)
    for (const times of [1, 2, 5]) if (most / (times * power) <= 5) return times * power;
}

export function scale(points: Point[]): Scale {
  const most = Math.max(1, ...points.map((point) => Math.max(point.cases, point.bound ?? 0, point.high ?? 0)));
  const each = step(most);
  const top = Math.ceil(most / each) * each;
  const wide = (WIDTH - LEFT) / Math.max(1, points.length);
  return {
    x: (place) => LEFT + place * wide,
    y: (count) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - count / top),
    wide,
    ticks: Array.from({ length: Math.round(top / each) + 1 }, (_, place) => place * each),
  };
}

/** A line through what is known; it breaks where nothing is. */
export function line(points: Point[], value: (point: Point) => number | null, { x, y, wide }: Scale): string {
  let drawn = '';
  let pen = false;
  points.forEach((point, place) => {
    const count = value(point);
    if (count !== null) drawn += `${pen ? 'L' : 'M'}${(x(place) + wide / 2).toFixed(1)} ${y(count).toFixed(1)}`;
    pen = count !== null;
  });
  return drawn;
}
