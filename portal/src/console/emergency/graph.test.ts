import { expect, it } from 'vitest';
import type { ChainNode, Meeting } from '../../api/people';
import { fit, layout, nearest } from './graph';

const node = (number: number, onset: string | null): ChainNode => ({
  number,
  classification: onset === null ? null : 'CONFIRMED',
  wasContact: onset === null,
  onset,
  ending: null,
  generation: null,
  infected: 0,
});
const link = (source: number, target: number, infected: boolean): Meeting => ({
  source,
  target,
  relation: 'FAMILY',
  exposure: 'MEAL',
  lastOn: null,
  infected,
});

it('puts who fell ill later further right, and contacts behind them all', () => {
  const { byNumber, columns } = layout(
    [node(3, '2026-03-05'), node(1, '2026-03-01'), node(2, '2026-03-03'), node(4, null)],
    [link(1, 2, true), link(2, 3, true), link(3, 4, false)],
  );

  const x = (number: number) => byNumber.get(number)!.x;
  expect(x(1)).toBeLessThan(x(2));
  expect(x(2)).toBeLessThan(x(3));
  expect(x(3)).toBeLessThan(x(4));
  expect(columns.map(({ day }) => day)).toEqual(['2026-03-01', '2026-03-03', '2026-03-05', '']);
});

it('places everybody once and nobody upon another', () => {
  const nodes = Array.from({ length: 2000 }, (_, at) => node(at + 1, at % 3 ? `2026-03-${10 + (at % 20)}` : null));
  const links = nodes.slice(1).map(({ number }) => link(Math.ceil(number / 4), number, number % 3 === 0));

  const { placed, links: drawn } = layout(nodes, links);

  expect(placed).toHaveLength(2000);
  expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(2000);
  expect(drawn).toHaveLength(1999);
});

it('fits the whole picture and finds who was touched', () => {
  const shown = layout([node(1, '2026-03-01'), node(2, '2026-03-04')], []);
  const sight = fit(shown, 600, 400);

  for (const { node: person, x, y } of shown.placed) {
    const [at, down] = [x * sight.scale + sight.left, y * sight.scale + sight.top];
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThanOrEqual(600);
    expect(nearest(shown, sight, at + 3, down - 3)?.node.number).toBe(person.number);
  }
  expect(nearest(shown, sight, 599, 399)).toBeNull();
});
