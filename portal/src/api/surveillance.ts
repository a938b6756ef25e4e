/** Surveillance: report cards, signals, series. */
import type { Explanation, Institution, Words } from './contract';
import { address, request } from './http';

const id = encodeURIComponent;

export const CARD_STATES = ['DRAFT', 'SENT', 'RETURNED', 'FINAL', 'DISCARDED', 'WITHDRAWN', 'HISTORY'] as const;
export type CardState = (typeof CARD_STATES)[number];

export interface Place {
  /** GB/T 2260. */
  code: string;
  name: string;
}

/** A report card as a list shows it: nobody is recognised. */
export interface CardLine {
  id: string;
  revision: number;
  state: CardState;
  disease: string;
  name: Words;
  classed: string;
  strict: boolean;
  what: string;
  certainty: string;
  person: string;
  sex: string;
  years: number | null;
  place: Place;
  jurisdiction: Place;
  institution: Institution;
  doctor: string;
  onset: string;
  diagnosedAt: string;
  dueAt: string;
  level: string;
  verdict: string;
  knownAt: string;
  sentAt: string | null;
  reviewDueAt: string | null;
  reviewedAt: string | null;
  proposed: { certainty: string; disease: Words; dueAt: string } | null;
  duplicateOf: string | null;
  /** Share of the fields asked for that are filled. */
  filled: number;
}

export interface CardFields {
  name: string;
  guardian: string;
  number: string;
  sex: string;
  birthDate: string;
  workplace: string;
  phone: string;
  belongs: string;
  address: string;
  occupation: string;
  occupationDerived: boolean;
  course: string;
  death: string;
  institution: string;
  doctor: string;
  filledOn: string;
  remark: string;
}

export interface CardEvent {
  at: string;
  kind: string;
  account: string;
  name: string;
  reason: string;
  revision: number;
}

export interface CardWhole {
  now: string;
  card: CardLine;
  fields: CardFields;
  events: CardEvent[];
  evidence: { trigger: string; words: Words; at: string; resource: string; why: Explanation }[];
}

export interface CardPage {
  now: string;
  cards: CardLine[];
  next: string | null;
}

export interface Punctuality {
  institution: Institution;
  timely: number;
  late: number;
  missed: number;
  open: number;
}

export interface CardDeed {
  revision: number;
  fields?: Record<string, string>;
  reason?: string;
  agreed?: boolean;
}

export const STEPS = [
  'VERIFY',
  'DISMISS',
  'ASSESS',
  'ISSUE',
  'ACKNOWLEDGE',
  'RESPOND',
  'FEED_BACK',
  'CLOSE',
  'REOPEN',
  'HAND_OVER',
  'MERGE',
  'SPLIT',
] as const;
export type Step = (typeof STEPS)[number];

export interface SignalLine {
  id: string;
  version: number;
  state: string;
  what: string;
  name: Words;
  place: Place;
  site: string;
  owner: Place;
  rule: string;
  observed: number;
  expected: number | null;
  bound: number | null;
  /** Days after which chance alone shows as strong an evidence of all sources in the place. */
  recurrenceDays: number | null;
  withinBudget: boolean | null;
  firstDay: string;
  lastDay: string;
  raisedAt: string;
  grownAt: string;
  dueAt: string | null;
  likelihood: number | null;
  impact: number | null;
  risk: string | null;
  mergedInto: string | null;
  sentence: Words;
  /** What the one who asks may do now. */
  steps: Step[];
  /** Cases of the last 42 days. */
  spark: number[];
}

export interface SignalWhole {
  now: string;
  signal: SignalLine;
  explanation: Explanation;
  events: {
    version: number;
    at: string;
    kind: string;
    account: string;
    name: string;
    owner: Place;
    state: string;
    words: string;
  }[];
  products: {
    number: number;
    kind: string;
    recipients: string;
    /** GB/T 2260: whose CDC acknowledges it; null for recipients outside the platform. */
    region: string | null;
    words: string;
    issuedAt: string;
    dueAt: string;
    acknowledgedAt: string | null;
  }[];
}

/** What a step needs, as far as it needs it. */
export interface Order {
  version: number;
  words?: string;
  likelihood?: number;
  impact?: number;
  product?: string;
  recipients?: string;
  region?: string;
  number?: number;
  owner?: string;
  other?: number;
  site?: string;
}

export interface Point {
  day: string;
  cases: number;
  expected: number | null;
  bound: number | null;
  alarm: boolean;
  /** Of the cases reported and still to come; null where the day is complete. */
  estimate: number | null;
  low: number | null;
  high: number | null;
}

export interface Drawn {
  what: string;
  name: Words;
  from: string;
  until: string;
  points: Point[];
  last: Explanation | null;
  note: string | null;
}

export interface SeriesFilter extends Record<string, string | null | undefined> {
  what: string;
  region?: string | null;
  dated?: string | null;
  from?: string | null;
  until?: string | null;
  method?: string | null;
  asOf?: string | null;
  by?: string | null;
}

export interface CaseFilter extends Record<string, string | null | undefined> {
  what: string;
  region?: string | null;
  dated?: string | null;
  from: string;
  until: string;
  site?: string | null;
}

/** Cards that wait in a region; since when those are counted that were reported late. */
export interface Work {
  now: string;
  region: Place;
  places: Place[];
  lateSince: string;
  cards: { drafts: number; missed: number; review: number; reviewLate: number; returned: number; late: number };
}

/** Where an expectation comes from: the same time of past years, the periods right before, nothing. */
export type Basis = 'YEARS' | 'BEFORE' | 'NONE';

export interface Ranking {
  from: string;
  until: string;
  basis: Basis;
  windows: number;
  diseases: { what: string; name: Words; cases: number; expected: number | null }[];
}

export interface Grown {
  from: string;
  until: string;
  said: {
    growth: number | null;
    low: number | null;
    high: number | null;
    doubling: number | null;
    why: Explanation | null;
    reproduction: { day: number; mean: number | null; low: number | null; high: number | null }[];
    reproduced: Explanation | null;
  };
}

export interface Heard {
  what: string;
  name: Words;
  at: string;
  places: number;
  until: string | null;
}

export interface Area {
  code: string;
  name: string;
  cases: number;
  expected: number | null;
  people: number | null;
  /** Per 100,000. */
  rate: number | null;
  signals: number;
  column: number;
  row: number;
  path: string | null;
  inner: boolean;
}

export interface RegionMap {
  region: Place;
  above: Place | null;
  from: string;
  until: string;
  basis: Basis;
  windows: number;
  width: number | null;
  height: number | null;
  total: number;
  elsewhere: number;
  areas: Area[];
}

export interface PeriodFilter extends Record<string, string | null | undefined> {
  region?: string | null;
  from?: string | null;
  until?: string | null;
}

const CARDS = '/api/surveillance/cards';
const OVERVIEW = '/api/surveillance/overview';
const SIGNALS = '/api/surveillance/signals';

export const surveillance = {
  waiting: (signal?: AbortSignal) =>
    request<{ now: string; cards: CardLine[] }>('GET', `${CARDS}/waiting`, undefined, signal),
  cards: (filter: Record<string, string | null | undefined>, before: string | null, signal?: AbortSignal) =>
    request<CardPage>('GET', address(CARDS, { ...filter, before }), undefined, signal),
  card: (card: string, signal?: AbortSignal) => request<CardWhole>('GET', `${CARDS}/${id(card)}`, undefined, signal),
  act: (card: string, deed: string, body: CardDeed) => request<CardLine>('POST', `${CARDS}/${id(card)}/${deed}`, body),
  diseases: (signal?: AbortSignal) =>
    request<{ diseases: { code: string; name: Words }[] }>('GET', '/api/surveillance/diseases', undefined, signal),
  punctuality: (signal?: AbortSignal) =>
    request<{ institutions: Punctuality[] }>('GET', `${CARDS}/punctuality`, undefined, signal),
  signals: (filter: { region?: string | null; what?: string | null; ended?: string | null }, signal?: AbortSignal) =>
    request<{ now: string; signals: SignalLine[] }>('GET', address(SIGNALS, filter), undefined, signal),
  signal: (number: string, signal?: AbortSignal) =>
    request<SignalWhole>('GET', `${SIGNALS}/${id(number)}`, undefined, signal),
  take: (number: string, step: Step, order: Order) =>
    request<SignalLine>('POST', `${SIGNALS}/${id(number)}/${step.toLowerCase().replace('_', '-')}`, order),
  counted: (signal?: AbortSignal) =>
    request<{ series: { what: string; name: Words; place: Place; cases: number }[]; methods: string[] }>(
      'GET',
      '/api/surveillance/series',
      undefined,
      signal,
    ),
  /** @param parameters of the method, each name=value */
  points: (filter: SeriesFilter, parameters: readonly string[], signal?: AbortSignal) => {
    const path = address('/api/surveillance/series/points', filter);
    return request<Drawn>(
      'GET',
      path + parameters.map((one) => `&parameter=${encodeURIComponent(one)}`).join(''),
      undefined,
      signal,
    );
  },
  work: (region: string | null, signal?: AbortSignal) =>
    request<Work>('GET', address(`${OVERVIEW}/work`, { region }), undefined, signal),
  states: (region: string | null, signal?: AbortSignal) =>
    request<{ states: { state: string; signals: number; overdue: number }[] }>(
      'GET',
      address(`${OVERVIEW}/signals`, { region }),
      undefined,
      signal,
    ),
  ranking: (filter: PeriodFilter, signal?: AbortSignal) =>
    request<Ranking>('GET', address(`${OVERVIEW}/diseases`, filter), undefined, signal),
  growth: (filter: Record<string, string | null | undefined>, signal?: AbortSignal) =>
    request<Grown>('GET', address(`${OVERVIEW}/growth`, filter), undefined, signal),
  heard: (region: string | null, signal?: AbortSignal) =>
    request<{ now: string; sources: Heard[] }>('GET', address(`${OVERVIEW}/sources`, { region }), undefined, signal),
  map: (filter: PeriodFilter & { what?: string | null }, signal?: AbortSignal) =>
    request<RegionMap>('GET', address('/api/surveillance/map', filter), undefined, signal),
  cases: (filter: CaseFilter, signal?: AbortSignal) =>
    request<{ cases: CardLine[]; more: boolean }>('GET', address('/api/surveillance/cases', filter), undefined, signal),
  /** Where the table is downloaded. */
  table: (filter: CaseFilter, purpose: string) => address('/api/surveillance/cases.csv', { ...filter, purpose }),
};
