/** People of an event: the line list, contacts, transmission chains, follow-ups, samples. */
import { address, request } from './http';
import type { Place } from './surveillance';

const id = encodeURIComponent;
const of = (event: string) => `/api/emergency/events/${id(event)}`;

export const CLASSIFICATIONS = ['CONFIRMED', 'CLINICAL', 'SUSPECTED', 'ASYMPTOMATIC', 'DISCARDED'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];
export const OUTCOMES = ['WELL', 'ILL', 'NOT_REACHED', 'LOST'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Numbers of the people of an event. */
export interface PeopleFigures {
  /** Cases that count: all but the discarded. */
  total: number;
  cases: Partial<Record<Classification, number>>;
  onsets: Record<string, Partial<Record<Classification, number>>>;
  undated: number;
  deaths: number;
  recovered: number;
  contacts: number;
  /** Contacts whose medical observation lasts today. */
  following: number;
  /** Contacts that became cases. */
  became: number;
}

export interface PersonLine {
  number: number;
  /** The name, masked. */
  person: string;
  sex: string;
  years: number | null;
  place: Place;
  card: string | null;
  category: string | null;
  lastExposure: string | null;
  followUntil: string | null;
  classification: Classification | null;
  onset: string | null;
  ending: string | null;
  endedOn: string | null;
}

export interface Meeting {
  source: number;
  target: number;
  relation: string;
  exposure: string;
  lastOn: string | null;
  infected: boolean;
}

export interface Sample {
  number: number;
  person: number;
  label: string;
  material: string;
  test: string;
  result: string;
  words: string;
  resultAt: string | null;
  custody: { step: number; kind: string; at: string; holder: string; condition: string }[];
}

export interface Done {
  person: number;
  day: string;
  outcome: Outcome;
  words: string;
  by: string;
  saidAt: string;
}

export interface PersonWhole {
  person: PersonLine;
  who: {
    name: string;
    number: string;
    sex: string;
    birthDate: string;
    phone: string;
    address: string;
    workplace: string;
    occupation: string;
  };
  version: number;
  meetings: Meeting[];
  exposures: { place: number; day: string }[];
  followUps: Done[];
  samples: Sample[];
}

export interface Visit {
  person: number;
  name: string;
  phone: string;
  address: string;
  category: string | null;
  index: number;
  days: number;
  done: Done | null;
}

/** Something found at a contact; `saidAt` is when it was tapped. */
export interface Said {
  person: number;
  day: string;
  outcome: Outcome;
  saidAt: string;
}

export interface ChainNode {
  number: number;
  classification: Classification | null;
  wasContact: boolean;
  onset: string | null;
  ending: string | null;
  generation: number | null;
  infected: number;
}

export interface Interval {
  pairs: number;
  mean: number | null;
  deviation: number | null;
  median: number | null;
  least: number | null;
  most: number | null;
}

export interface ChainTree {
  nodes: ChainNode[];
  links: Meeting[];
  generations: Record<string, number>;
  single: number;
  infectedByEach: Record<string, number>;
  serialInterval: Interval;
  generationInterval: Interval;
}

/** The filters of the line list, as the address of the page and of the interface has them. */
export const FILTERS = [
  'who',
  'classification',
  'from',
  'until',
  'undated',
  'ending',
  'following',
  'place',
  'exposedAt',
] as const;
export type PeopleFilter = Partial<Record<(typeof FILTERS)[number], string>>;

export interface ExposurePlace {
  number: number;
  name: string;
  region: string;
  people: number;
  cases: number;
}

/** Somebody saw people of the event by name, or took a table along. */
export interface Look {
  id: number;
  at: string;
  account: string;
  name: string;
  kind: 'PERSON' | 'FOLLOW_UP' | 'EXPORT';
  purpose: string;
  persons: number[];
}

export interface SavedView {
  name: string;
  search: string;
}

/** What becomes of the personal data of a closed event; `left` are rows with personal data that there are now. */
export interface DisposalState {
  disposal: { dueAt: string; doneAt: string | null; removed: Record<string, number>; statement: number | null } | null;
  left: Record<string, number>;
}

export const people = {
  list: (event: string, filter: PeopleFilter, beyond: number, at: string | null, signal?: AbortSignal) =>
    request<{ total: number; people: PersonLine[]; next: number | null }>(
      'GET',
      address(`${of(event)}/people`, { ...filter, beyond: beyond || null, at }),
      undefined,
      signal,
    ),
  /** Where the table is downloaded. */
  table: (event: string, filter: PeopleFilter, purpose: string) =>
    address(`${of(event)}/people.csv`, { ...filter, purpose }),
  person: (event: string, number: number, signal?: AbortSignal) =>
    request<PersonWhole>('GET', `${of(event)}/people/${number}`, undefined, signal),
  add: (event: string, told: Record<string, unknown>) =>
    request<{ number: number }>('POST', `${of(event)}/people`, told),
  change: (event: string, number: number, told: Record<string, unknown>) =>
    request<PersonWhole>('POST', `${of(event)}/people/${number}`, told),
  link: (event: string, cards: string[]) =>
    request<{ added: number; known: number }>('POST', `${of(event)}/people/cards`, { cards }),
  meet: (event: string, meeting: Record<string, unknown>) => request<Meeting>('POST', `${of(event)}/meetings`, meeting),
  chains: (event: string, signal?: AbortSignal) => request<ChainTree>('GET', `${of(event)}/chains`, undefined, signal),
  followUps: (event: string, day: string | null, signal?: AbortSignal) =>
    request<{ now: string; day: string; contacts: Visit[] }>(
      'GET',
      address(`${of(event)}/follow-ups`, { day }),
      undefined,
      signal,
    ),
  say: (event: string, said: Said[]) =>
    request<{ taken: { person: number; day: string; wrong: string | null }[] }>('POST', `${of(event)}/follow-ups`, {
      said,
    }),
  sample: (event: string, taking: Record<string, unknown>) => request<Sample>('POST', `${of(event)}/samples`, taking),
  hand: (event: string, sample: number, handing: Record<string, unknown>) =>
    request<Sample>('POST', `${of(event)}/samples/${sample}/custody`, handing),
  result: (event: string, sample: number, tested: Record<string, unknown>) =>
    request<Sample>('POST', `${of(event)}/samples/${sample}/result`, tested),
  samples: (event: string, signal?: AbortSignal) =>
    request<{ samples: Sample[] }>('GET', `${of(event)}/samples`, undefined, signal),
  disposal: (event: string, signal?: AbortSignal) =>
    request<DisposalState>('GET', `${of(event)}/disposal`, undefined, signal),
  dispose: (event: string, wanted: { until?: string; now?: true; words: string }) =>
    request<DisposalState>('POST', `${of(event)}/disposal`, wanted),
  /** Where the statement with its proof is downloaded. */
  disposalReceipt: (event: string) => `${of(event)}/disposal/receipt`,
  places: (event: string, signal?: AbortSignal) =>
    request<{ places: ExposurePlace[] }>('GET', `${of(event)}/places`, undefined, signal),
  addPlace: (event: string, name: string, region: string) =>
    request<{ number: number }>('POST', `${of(event)}/places`, { name, region }),
  expose: (event: string, person: number, place: number, on: string) =>
    request<{ number: number }>('POST', `${of(event)}/people/${person}/exposures`, { place, day: on }),
  looks: (event: string, signal?: AbortSignal) =>
    request<{ looks: Look[] }>('GET', `${of(event)}/looks`, undefined, signal),
  views: (event: string, signal?: AbortSignal) =>
    request<{ views: SavedView[] }>('GET', `${of(event)}/views`, undefined, signal),
  save: (event: string, name: string, search: string) =>
    request<{ views: SavedView[] }>('POST', `${of(event)}/views`, { name, search }),
  drop: (event: string, name: string) =>
    request<{ views: SavedView[] }>('DELETE', address(`${of(event)}/views`, { name })),
};
