/** What is heard of illness, and how the sources of surveillance are. */
import type { Words } from './contract';
import { address, request } from './http';
import type { Place } from './surveillance';

const id = encodeURIComponent;

export const RUMOUR_STEPS = ['VERIFY', 'SIGNAL', 'DISMISS', 'REOPEN'] as const;
export type RumourStep = (typeof RUMOUR_STEPS)[number];

/** What several texts say of one event. */
export interface RumourLine {
  id: string;
  version: number;
  state: string;
  what: string;
  /** Null where no illness is known. */
  name: Words | null;
  place: Place;
  site: string;
  headline: string;
  items: number;
  /** Texts that repeat no other. */
  told: number;
  sources: Words[];
  ill: number | null;
  dead: number | null;
  firstAt: string;
  lastAt: string;
  firstDay: string;
  signal: string | null;
  /** The one that took it in. */
  mergedInto: string | null;
  steps: RumourStep[];
}

export interface RumourItem {
  id: string;
  source: Words;
  reference: string;
  publishedAt: string;
  receivedAt: string;
  delayMinutes: number;
  place: Place;
  site: string;
  day: string;
  name: Words | null;
  word: string;
  ill: number | null;
  dead: number | null;
  text: string;
  repeats: boolean;
}

export interface RumourWhole {
  now: string;
  rumour: RumourLine;
  items: RumourItem[];
  events: { version: number; at: string; kind: string; name: string; words: string }[];
}

export interface SourceState {
  code: string;
  name: Words;
  way: string;
  /** 0: silence means nothing. */
  silentDays: number;
  series: number;
  lastAt: string | null;
  lastDay: string | null;
  /** Days until half, and until 95 %, of what it told lately had come. */
  median: number | null;
  late: number | null;
  places: { place: Place; lastAt: string; silent: boolean; told: number | null; due: number | null }[];
}

/** What a resident tells of illness around. */
export interface Report {
  where: string;
  since: string;
  ill?: number;
  text: string;
}

const RUMOURS = '/api/surveillance/rumours';

export const rumours = {
  /** @param before of the ended ones: the last that was shown */
  list: (ended: boolean, before?: string, signal?: AbortSignal) =>
    request<{ now: string; rumours: RumourLine[]; older: string | null }>(
      'GET',
      address(RUMOURS, { ended: String(ended), before }),
      undefined,
      signal,
    ),
  one: (rumour: string, signal?: AbortSignal) =>
    request<RumourWhole>('GET', `${RUMOURS}/${id(rumour)}`, undefined, signal),
  take: (rumour: string, step: RumourStep, order: { version: number; words?: string; what?: string; place?: string }) =>
    request<RumourLine>('POST', `${RUMOURS}/${id(rumour)}/${step.toLowerCase()}`, order),
  sources: (signal?: AbortSignal) =>
    request<{ now: string; sources: SourceState[] }>('GET', '/api/surveillance/sources', undefined, signal),
  report: (report: Report) => request<{ place: Place }>('POST', '/api/surveillance/reports', report),
};
