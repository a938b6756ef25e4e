import type { Look } from '../api/contract';

/** A run of looks of one person at the same thing on the same ground, shortly after one another. */
export interface LookRun {
  /** The latest of the run. */
  look: Look;
  /** When the first of the run was. */
  since: string;
  count: number;
}

/** The longest pause within a run, in milliseconds: a page that refreshes itself is one visit, not twenty. */
const PAUSE = 10 * 60_000;

/** Draws looks (newest first) together into runs; nothing is left out, the count says how many there were. */
export function runsOf(looks: Look[]): LookRun[] {
  const runs: LookRun[] = [];
  for (const look of looks) {
    const run = runs.find((one) => alike(one.look, look) && Date.parse(one.since) - Date.parse(look.at) <= PAUSE);
    if (run) {
      run.since = look.at;
      run.count++;
    } else runs.push({ look, since: look.at, count: 1 });
  }
  return runs;
}

function alike(one: Look, other: Look): boolean {
  return key(one) === key(other);
}

function key({ who, institution, purpose, what, basis, automatic, outcome }: Look): string {
  return JSON.stringify([who.name, who.role, institution?.code, purpose, what.zh, basis.zh, automatic, outcome]);
}
