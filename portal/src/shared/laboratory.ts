import type { EntryLine } from '../api/contract';
import type { TextKey } from './text';

/** How a value stands to its reference range: a sign, words, and whether to stress it. Never colour alone. */
export interface Mark {
  sign: string;
  key: TextKey;
  strong: boolean;
}

/** Reads the interpretation code of HL7 v3 ObservationInterpretation. */
export function markOf(flag: string | null): Mark | null {
  switch (flag) {
    case 'H':
      return { sign: '↑', key: 'flag.high', strong: false };
    case 'HH':
      return { sign: '↑↑', key: 'flag.very-high', strong: true };
    case 'L':
      return { sign: '↓', key: 'flag.low', strong: false };
    case 'LL':
      return { sign: '↓↓', key: 'flag.very-low', strong: true };
    case 'A':
    case 'AA':
      return { sign: '!', key: 'flag.abnormal', strong: flag === 'AA' };
    case 'POS':
      return { sign: '+', key: 'flag.positive', strong: false };
    default:
      return null;
  }
}

/** A reference range taken apart so that it can be said in words. */
export type Range = { key: TextKey; values: Record<string, string> };

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const BETWEEN = new RegExp(`^(${NUMBER})\\s*(?:-|–|—|~|～|to)\\s*(${NUMBER})`);
const BOUND = new RegExp(`^(<=|>=|≤|≥|<|>)\\s*(${NUMBER})`);
const BOUND_KEYS: Record<string, TextKey> = {
  '<': 'range.below',
  '<=': 'range.at-most',
  '≤': 'range.at-most',
  '>': 'range.above',
  '>=': 'range.at-least',
  '≥': 'range.at-least',
};

/** Takes a range such as 3.9-6.1, &lt;5.2 or ≥60 apart; any other text stays as the laboratory wrote it. */
export function rangeOf(line: Pick<EntryLine, 'range' | 'unit'>): Range | null {
  const range = line.range?.trim();
  if (!range) return null;
  const unit = line.unit ?? '';
  const between = BETWEEN.exec(range);
  if (between) return { key: 'range.between', values: { low: between[1] ?? '', high: between[2] ?? '', unit } };
  const bound = BOUND.exec(range);
  const key = bound && BOUND_KEYS[bound[1] ?? ''];
  if (bound && key) return { key, values: { limit: bound[2] ?? '', unit } };
  return { key: 'range.other', values: { range } };
}
