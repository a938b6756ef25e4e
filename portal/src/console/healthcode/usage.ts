import type { Usage } from '../../api/healthcode';

export interface Count {
  key: string;
  uses: number;
}

/** Uses by one of their sides, the most first. */
export function countsBy(usage: Usage[], side: 'institution' | 'scene' | 'channel'): Count[] {
  const counts = new Map<string, number>();
  for (const row of usage) counts.set(row[side], (counts.get(row[side]) ?? 0) + row.uses);
  return [...counts]
    .map(([key, uses]) => ({ key, uses }))
    .sort((a, b) => b.uses - a.uses || a.key.localeCompare(b.key));
}

const DAY = 86_400_000;

/** Uses of each day from the first to the last, also of those without any. */
export function countsByDay(usage: Usage[], from: string, until: string): Count[] {
  const counts = new Map<string, number>();
  for (let at = Date.parse(from); at <= Date.parse(until); at += DAY)
    counts.set(new Date(at).toISOString().slice(0, 10), 0);
  for (const { day, uses } of usage) counts.set(day, (counts.get(day) ?? 0) + uses);
  return [...counts].map(([key, uses]) => ({ key, uses }));
}

export function total(usage: Usage[]): number {
  return usage.reduce((sum, { uses }) => sum + uses, 0);
}

/** As a file for a spreadsheet; what could be taken for a formula there is told to be text. */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
