import type { HourCount, IntakeSummary } from '../../api/contract';

/** The counts of each hour of the day, also of those in which nothing came. */
export function hoursOf(byHour: IntakeSummary['byHour']): Required<HourCount>[] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, received: 0, refused: 0 }));
  byHour.forEach((count, index) => {
    const hour = hours[typeof count === 'number' ? index : count.hour];
    if (!hour) return;
    hour.received = typeof count === 'number' ? count : count.received;
    hour.refused = typeof count === 'number' ? 0 : (count.refused ?? 0);
  });
  return hours;
}
