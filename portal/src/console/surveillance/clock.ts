const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a clock is that runs from one moment to another, 0 to 1. */
export function passed(from: string, due: string, now: string): number {
  const whole = Date.parse(due) - Date.parse(from);
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (Date.parse(now) - Date.parse(from)) / whole));
}

/** What is left, or how long it is over, in the largest two units that fit: 1 h 20 min, 3 d 4 h. */
export function span(millis: number, units: { day: string; hour: string; minute: string }): string {
  const left = Math.abs(millis);
  const [days, hours, minutes] = [
    Math.floor(left / DAY),
    Math.floor((left % DAY) / HOUR),
    Math.floor((left % HOUR) / MINUTE),
  ];
  if (days > 0) return `${days} ${units.day} ${hours} ${units.hour}`;
  if (hours > 0) return `${hours} ${units.hour} ${minutes} ${units.minute}`;
  return `${minutes} ${units.minute}`;
}
