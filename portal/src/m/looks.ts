import type { Look, Words } from '../api/contract';

/** A visit: looks of one person on the same ground, shortly after one another. */
export interface LookRun {
  /** The latest of the run. */
  look: Look;
  /** When the first of the run was. */
  since: string;
  /** What was looked at and how often, the latest first. */
  at: { what: Words; count: number }[];
}

/** The longest pause within a run, in milliseconds: a page that refreshes itself is one visit, not twenty. */
const PAUSE = 10 * 60_000;

/** Draws looks (newest first) together into runs; nothing is left out, each run says what was looked at how often. */
export function runsOf(looks: Look[]): LookRun[] {
  const runs: LookRun[] = [];
  for (const look of looks) {
    const run = runs.find((one) => alike(one.look, look) && Date.parse(one.since) - Date.parse(look.at) <= PAUSE);
    if (run) {
      run.since = look.at;
      const again = run.at.find(({ what }) => what.zh === look.what.zh);
      if (again) again.count++;
      else run.at.push({ what: look.what, count: 1 });
    } else runs.push({ look, since: look.at, at: [{ what: look.what, count: 1 }] });
  }
  return runs;
}

function alike(one: Look, other: Look): boolean {
  return key(one) === key(other);
}

function key({ who, institution, purpose, basis, automatic, outcome }: Look): string {
  return JSON.stringify([who.name, who.role, institution?.code, purpose, basis.zh, automatic, outcome]);
}
