import type { ShownCode } from '../../api/healthcode';

/** A code and when this phone asked for it. */
export interface Held {
  shown: ShownCode;
  /** By the clock of the phone, which somebody may set back. */
  clock: number;
  /** By a count that only goes forward, but may rest while the phone sleeps. */
  count: number;
}

/** Renewed so long before the end, in milliseconds, so that what is held up at a window never dies in the hand. */
const MARGIN = 15_000;
/** A code that lives short is renewed after this part of its life. */
const PART = 0.75;
/** How soon a renewal that failed is tried again, in milliseconds. */
export const AGAIN = 3_000;

export function hold(shown: ShownCode, asked: { clock: number; count: number }): Held {
  return { shown, ...asked };
}

export function now(): { clock: number; count: number } {
  return { clock: Date.now(), count: performance.now() };
}

/** How long the code lives in all, in milliseconds: told by the platform alone. */
export function life(shown: ShownCode): number {
  return Math.max(0, Date.parse(shown.until) - Date.parse(shown.issuedAt));
}

/**
 * How long the code is still good, in milliseconds, 0 once it is dead. Counted from when it was asked for, by whichever of the
 * phone's two measures says more has passed: a clock that was set back brings no code to life again.
 */
export function left(held: Held, at: { clock: number; count: number }): number {
  const passed = Math.max(at.clock - held.clock, at.count - held.count, 0);
  return Math.max(0, life(held.shown) - passed);
}

/** In how many milliseconds to ask for the next one. */
export function renewIn(held: Held, at: { clock: number; count: number }, failed: boolean): number {
  if (failed) return AGAIN;
  const whole = life(held.shown);
  const lead = Math.min(MARGIN, whole * (1 - PART));
  return Math.max(1_000, left(held, at) - lead);
}

/** 90 → 1:30; what is left of a second counts as one. */
export function minutes(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
