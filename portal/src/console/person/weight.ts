import type { TextKey } from '../../shared/text';

const STRONG = 8;
const CLEAR = 4;

/** How much a fact counted, in words: weights are bits, so 8 of them mean 256 times likelier. */
export function strength(weight: number): TextKey {
  const size = Math.abs(weight);
  if (size === 0) return 'weight.none';
  if (weight > 0)
    return size >= STRONG ? 'weight.for.strong' : size >= CLEAR ? 'weight.for.clear' : 'weight.for.slight';
  return size >= STRONG ? 'weight.against.strong' : size >= CLEAR ? 'weight.against.clear' : 'weight.against.slight';
}

/** The weight as a signed figure, such as +12.3; empty for 0. */
export function signed(weight: number): string {
  if (weight === 0) return '';
  return (weight > 0 ? '+' : '−') + Math.abs(weight).toFixed(1);
}
