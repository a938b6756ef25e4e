import type { AbroadLine, AbroadState, Entry } from '../api/contract';

/** One province in an answer that comes from several. */
export interface Province {
  province: string;
  name: string;
  state: AbroadState;
  until: string | null;
  code: string | null;
  entries: Entry[];
  /** What to pass for the rest; null where all has come. */
  next: string | null;
}

/** What is known after one more line. What a province showed goes where it no longer says `answered`. */
export function heard(before: readonly Province[], line: AbroadLine): Province[] {
  const known = before.find(({ province }) => province === line.province);
  const others = before.filter(({ province }) => province !== line.province);
  const put = (province: Province) =>
    [...others, province].sort((one, other) => one.province.localeCompare(other.province));
  switch (line.line) {
    case 'row': {
      const { province, name, state, until, code } = line;
      const kept = state === 'asking' || state === 'answered';
      return put({
        province,
        name,
        state,
        until,
        code,
        entries: kept ? (known?.entries ?? []) : [],
        next: kept ? (known?.next ?? null) : null,
      });
    }
    case 'entries':
      return known ? put({ ...known, entries: joined(known.entries, line.entries) }) : [...before];
    case 'next':
      return known ? put({ ...known, next: line.token }) : [...before];
    case 'end':
      return known
        ? put(
            line.state === 'answered'
              ? { ...known, state: 'answered' }
              : { ...known, state: line.state, entries: [], next: null },
          )
        : [...before];
  }
}

/** Newest first; what came twice stands once. */
function joined(before: Entry[], more: Entry[]): Entry[] {
  const all = new Map([...before, ...more].map((entry) => [entry.reference, entry]));
  return [...all.values()].sort((one, other) => (other.at ?? '').localeCompare(one.at ?? ''));
}
