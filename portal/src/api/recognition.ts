/** Mutual recognition: results that stand in for what is being ordered, the catalogue, quality control, and the ledger. */
import type { Institution, Words } from './contract';
import { address, request } from './http';

export type Outcome = 'recognisable' | 'reference' | 'not-recognisable';

export interface Item {
  code: string;
  name: Words;
  kind: string;
  unit: string | null;
  negative: boolean;
  patientFen: number;
  fundFen: number;
  windowHours: number;
}

export interface Line {
  name: string;
  value: string | null;
  unit: string | null;
  flag: string | null;
  range: string | null;
}

export interface Candidate {
  reference: string;
  institution: Institution;
  at: string | null;
  value: string | null;
  unit: string | null;
  flag: string | null;
  range: string | null;
  /** The value in the item's unit, where it stands in another. */
  comparable: string | null;
  lines: Line[];
  images: boolean;
  marks: string[];
  outcome: Outcome;
  why: { rule: string; sentence: Words; facts: { name: string; finding: string; words: Words }[] };
}

export interface Asked {
  code: string;
  item: Item | null;
  outcome: Outcome;
  card: string | null;
  refused: boolean;
  candidates: Candidate[];
}

export interface Check {
  patient: string;
  at: string;
  items: Asked[];
  /** Whether there may be results beyond what I may see. */
  more: boolean;
}

export interface RepeatReason {
  code: string;
  words: Words;
  wantsWords: boolean;
}

export interface Answered {
  kind: string;
  at: string;
  patientFen: number;
  fundFen: number;
}

export interface Notice {
  id: string;
  result: string;
  /** Whether I quoted it, and not a colleague. */
  own: boolean;
  patient: string | null;
  item: Words;
  kind: 'CORRECTED' | 'WITHDRAWN';
  quotedAt: string;
  at: string;
}

export interface Saved {
  events: number;
  patientFen: number;
  fundFen: number;
  quotations: {
    at: string;
    item: Words;
    institution: Institution;
    maker: Institution;
    madeAt: string | null;
    patientFen: number;
    fundFen: number;
  }[];
}

export interface CatalogueRow {
  item: Item;
  aliases: string[];
  specimens: string[];
  levels: Words[];
  internal: boolean;
  codes: string[];
  units: string[];
  from: string;
  until: string | null;
}

export interface Catalogue {
  edition: number;
  items: CatalogueRow[];
  history: { number: number; file: string; shipped: boolean; at: string; by: string }[];
}

export const FILES = ['items.csv', 'codes.csv', 'units.csv', 'windows.csv', 'areas.csv'] as const;

export interface Quality {
  id: number;
  institution: Institution;
  item: string;
  itemName: Words | null;
  kind: string;
  words: Words;
  mark: string | null;
  passed: boolean;
  from: string;
  until: string | null;
  reference: string;
  now: boolean;
}

export const KINDS = ['REMINDED', 'QUOTED', 'REFUSED', 'REPEATED', 'MISSED'] as const;
export type Kind = (typeof KINDS)[number];

export const GROUPS = ['item', 'institution', 'doctor', 'reason', 'maker', 'day'] as const;
export type Group = (typeof GROUPS)[number];

export interface Figure {
  key: string;
  name: Words | null;
  kind: Kind;
  events: number;
  patientFen: number;
  fundFen: number;
}

export interface LedgerEvent {
  id: string;
  kind: Kind;
  at: string;
  institution: Institution;
  department: string | null;
  doctor: string;
  item: string;
  itemName: Words | null;
  maker: Institution | null;
  madeAt: string | null;
  reason: string;
  words: string;
  patientFen: number;
  fundFen: number;
  marks: string;
  terminal: string;
  explanation: Partial<Candidate['why']>;
}

/** What figures are narrowed to. */
export type Filter = Partial<Record<'from' | 'until' | 'institution' | 'doctor' | 'item' | 'reason' | 'maker', string>>;

const id = encodeURIComponent;

export const recognition = {
  items: (query: string, signal?: AbortSignal) =>
    request<{ items: Item[] }>('GET', address('/api/recognition/items', { query }), undefined, signal),
  reasons: (signal?: AbortSignal) =>
    request<{ reasons: RepeatReason[] }>('GET', '/api/recognition/reasons', undefined, signal),
  check: (patient: string, items: string[], signal?: AbortSignal) =>
    request<Check>('POST', '/api/recognition/checks', { patient, items }, signal),
  answer: (card: string, answer: { decision: 'quote' | 'refuse'; reason?: string; words?: string }) =>
    request<Answered>('POST', `/api/recognition/cards/${id(card)}/answer`, answer),
  notices: (signal?: AbortSignal) =>
    request<{ notices: Notice[] }>('GET', '/api/recognition/notices', undefined, signal),
  acknowledge: (notice: string) => request<void>('POST', `/api/recognition/notices/${id(notice)}/acknowledge`),
  saved: (signal?: AbortSignal) => request<Saved>('GET', '/api/recognition/me', undefined, signal),
  catalogue: (signal?: AbortSignal) => request<Catalogue>('GET', '/api/recognition/catalogue', undefined, signal),
  replace: (file: string, content: string) =>
    request<{ edition: number }>('PUT', `/api/recognition/files/${id(file)}`, { content }),
  quality: (
    filter: { institution: string | null; item: string | null; below: string | null },
    signal?: AbortSignal,
  ): Promise<{ rows: Quality[]; next: number | null }> =>
    request('GET', address('/api/recognition/quality', filter), undefined, signal),
  record: (content: string) => request<{ added: number }>('POST', '/api/recognition/quality', { content }),
  withdraw: (quality: number) => request<void>('POST', `/api/recognition/quality/${quality}/withdraw`),
  statistics: (group: Group, filter: Filter, signal?: AbortSignal) =>
    request<{ from: string; until: string; figures: Figure[] }>(
      'GET',
      address('/api/recognition/statistics', { group, ...filter }),
      undefined,
      signal,
    ),
  events: (filter: Filter & { kind?: string; before: string | null }, signal?: AbortSignal) =>
    request<{ events: LedgerEvent[]; before: string | null }>(
      'GET',
      address('/api/recognition/events', filter),
      undefined,
      signal,
    ),
};
