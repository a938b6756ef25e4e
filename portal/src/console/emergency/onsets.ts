import { CLASSIFICATIONS, type Classification } from '../../api/people';

const DAY = 86_400_000;
const DAYS_DRAWN = 120;

/** Every day from the first onset to the last, also those without a case; the last ones of a long event. */
export function onsetDays(onsets: Record<string, unknown>): string[] {
  const known = Object.keys(onsets).toSorted();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const end = Date.parse(last);
  const days: string[] = [];
  for (let at = Math.max(Date.parse(first), end - (DAYS_DRAWN - 1) * DAY); at <= end; at += DAY)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

export interface Part {
  classification: Classification;
  from: number;
  to: number;
}

/** The cases of a day one upon another, the surest at the bottom. */
export function stacked(counts: Partial<Record<Classification, number>>): Part[] {
  let from = 0;
  return CLASSIFICATIONS.flatMap((classification) => {
    const count = counts[classification] ?? 0;
    if (count === 0) return [];
    const part = { classification, from, to: from + count };
    from += count;
    return [part];
  });
}
