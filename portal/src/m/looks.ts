import type { Look, LookReport, Words } from '../api/contract';

/** A visit: looks of one person on the same ground, shortly after one another. */
export interface LookRun {
  /** The latest of the run. */
  look: Look;
  /** Numbers of its looks that have a receipt, the latest first; {@link RECEIPTS} at most. */
  receipts: string[];
  /** What I said of one of them. */
  report: LookReport | null;
  /** When the first of the run was. */
  since: string;
  /** What was looked at and how often, the latest first; the page's own refreshes are counted apart. */
  at: { what: Words; count: number }[];
  refreshes: number;
  /** Older looks of it may not be loaded yet. */
  open: boolean;
}

/** Receipts in one file. */
const RECEIPTS = 100;

/** The longest pause within a run, in milliseconds: a page that refreshes itself is one visit, not twenty. */
const PAUSE = 10 * 60_000;

/**
 * Draws looks (newest first) together into runs; nothing is left out, each run says what was looked at how often.
 *
 * @param more whether there are older looks than these
 */
export function runsOf(looks: Look[], more = false): LookRun[] {
  const runs: LookRun[] = [];
  for (const look of looks) {
    let run = runs.find((one) => alike(one.look, look) && close(one.since, look.at));
    if (!run) {
      run = { look, receipts: [], report: null, since: look.at, at: [], refreshes: 0, open: false };
      runs.push(run);
    }
    run.since = look.at;
    if (look.receipt && run.receipts.length < RECEIPTS) run.receipts.push(look.id);
    run.report ??= look.report;
    count(run, look);
  }
  const oldest = looks.at(-1)?.at;
  for (const run of runs) run.open = more && oldest !== undefined && close(run.since, oldest);
  return runs;
}

/** What only a refresh found is something that was seen, too. */
function count(run: LookRun, look: Look) {
  const times = look.refresh ? 0 : 1;
  run.refreshes += 1 - times;
  const again = run.at.find(({ what }) => what.zh === look.what.zh);
  if (again) again.count += times;
  else run.at.push({ what: look.what, count: times });
}

function close(since: string, at: string): boolean {
  return Date.parse(since) - Date.parse(at) <= PAUSE;
}

function alike(one: Look, other: Look): boolean {
  return key(one) === key(other);
}

function key({ who, institution, purpose, basis, automatic, outcome }: Look): string {
  return JSON.stringify([who.name, who.role, institution?.code, purpose, basis.zh, automatic, outcome]);
}
