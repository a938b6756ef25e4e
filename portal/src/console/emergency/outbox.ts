import type { Said } from '../../api/people';

/** Where taps wait for the network: numbers, days and outcomes, nobody's name. */
const KEPT = 'tongmai.follow-ups';

export interface Waiting {
  account: string;
  event: string;
  said: Said;
}

interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What was tapped and has not come to the platform. */
export function waiting(shelf: Shelf): Waiting[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? (kept as Waiting[]) : [];
  } catch {
    return [];
  }
}

/** What one account tapped for one event. */
export function mine(all: Waiting[], account: string, event: string): Said[] {
  return all.filter((one) => one.account === account && one.event === event).map(({ said }) => said);
}

/** Keeps a tap; a later one for the same person and day takes the place of the one before. */
export function keep(shelf: Shelf, tap: Waiting): Waiting[] {
  const rest = waiting(shelf).filter((one) => !same(one, tap));
  return put(shelf, [...rest, tap]);
}

/** Forgets what came to the platform; a tap that was made since stays. */
export function sent(shelf: Shelf, account: string, event: string, said: Said[]): Waiting[] {
  const gone = new Set(said.map(key));
  return put(
    shelf,
    waiting(shelf).filter((one) => one.account !== account || one.event !== event || !gone.has(key(one.said))),
  );
}

function key({ person, day, saidAt }: Said): string {
  return `${person} ${day} ${saidAt}`;
}

function same(one: Waiting, other: Waiting): boolean {
  return (
    one.account === other.account &&
    one.event === other.event &&
    one.said.person === other.said.person &&
    one.said.day === other.said.day
  );
}

function put(shelf: Shelf, all: Waiting[]): Waiting[] {
  shelf.setItem(KEPT, JSON.stringify(all));
  return all;
}
