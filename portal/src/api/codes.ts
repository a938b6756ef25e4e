/** Codes of institutions: the work list, suggestions, decisions, coverage, records gone through again, and terminology that is loaded. */
import { address, request, upload } from './http';

export const CODE_KINDS = ['DIAGNOSIS', 'PROCEDURE', 'LABORATORY', 'SERVICE', 'DRUG', 'UNIT'] as const;
export type CodeKind = (typeof CODE_KINDS)[number];
export const CODE_STATES = ['UNMAPPED', 'MAPPED', 'NONE'] as const;
export const EQUIVALENCES = ['equivalent', 'wider', 'narrower', 'inexact'] as const;

export interface SeenCode {
  institution: string;
  system: string;
  code: string;
  kind: CodeKind;
  state: (typeof CODE_STATES)[number];
  names: string[];
  units: string[];
  specimens: string[];
  beside: string[];
  examples: string[];
  low: number | null;
  high: number | null;
  occurrences: number;
  firstSeen: string;
  lastSeen: string;
}

export interface Suggestion {
  system: string;
  code: string;
  display: string;
  /** 0 to 1. */
  score: number;
  /** Fit to be accepted together with others. */
  exact: boolean;
  reasons: { why: string; score: number; words: string }[];
}

export interface CodeDecision {
  id: number;
  institution: string;
  system: string;
  code: string;
  kind: CodeKind;
  name: string;
  targetSystem: string | null;
  targetCode: string | null;
  targetDisplay: string | null;
  equivalence: string;
  reason: string;
  validFrom: string | null;
  state: 'PROPOSED' | 'IN_FORCE' | 'UNDONE';
  decidedAt: string;
  decidedBy: string;
  confirmedAt: string | null;
  confirmedBy: string | null;
  undoneAt: string | null;
  undoneBy: string | null;
}

export interface CodeLine {
  seen: SeenCode;
  institutionName: string | null;
  likely: Suggestion | null;
}

export interface CodeListing {
  institution: string | null;
  lines: CodeLine[];
  proposed: CodeDecision[];
  twoEyes: boolean;
  more: boolean;
}

export interface OneCode {
  seen: SeenCode;
  institutionName: string | null;
  suggestions: Suggestion[];
  decisions: CodeDecision[];
}

export interface Coverage {
  from: string;
  until: string;
  counts: { kind: CodeKind; state: string; codes: number; occurrences: number }[];
  days: { day: string; kind: CodeKind; occurrences: number; mapped: number; settled: number }[];
  institutions: { institution: string; name: string; occurrences: number; mapped: number; settled: number }[];
}

export interface Run {
  id: number;
  institution: string;
  system: string;
  state: 'RUNNING' | 'STOPPED' | 'DONE' | 'FAILED';
  total: number;
  seen: number;
  changed: number;
  kept: number;
  startedAt: string;
  startedBy: string;
  endedAt: string | null;
}

export interface Wish {
  system: string;
  code: string;
  targetSystem?: string;
  targetCode?: string;
  targetDisplay?: string;
  equivalence: string;
  reason?: string;
  validFrom?: string | null;
}

export interface LoadedSystem {
  url: string;
  version: string;
  title: string;
  kind: CodeKind | null;
  codes: number;
  shortName: string | null;
}

export interface Told {
  type: string;
  url: string;
  edition: string;
  title: string;
  rows: number;
  addedCount: number;
  retiredCount: number;
  renamedCount: number;
  same: number;
  added: string[];
  retired: string[];
  renamed: string[];
  faults: { where: string; what: string; text: string }[];
  written: boolean;
}

export interface TermsAs {
  system: string;
  target: string;
  kind: string;
  edition: string;
  from: string;
  until: string;
}

const BASE = '/api/intake/codes';

export const codes = {
  list: (of: Record<string, string>, signal?: AbortSignal) =>
    request<CodeListing>('GET', address(BASE, of), undefined, signal),
  one: (institution: string, system: string, code: string, signal?: AbortSignal) =>
    request<OneCode>('GET', address(`${BASE}/one`, { institution, system, code }), undefined, signal),
  standard: (kind: CodeKind, text: string, signal?: AbortSignal) =>
    request<Suggestion[]>('GET', address(`${BASE}/standard`, { kind, text }), undefined, signal),
  coverage: (institution: string, signal?: AbortSignal) =>
    request<Coverage>('GET', address(`${BASE}/coverage`, { institution }), undefined, signal),
  decide: (institution: string, decisions: Wish[]) =>
    request<{ decided: number }>('POST', address(`${BASE}/decisions`, { institution }), { decisions }),
  confirm: (id: number) => request<{ decided: number }>('POST', `${BASE}/decisions/${id}/confirm`),
  undo: (id: number) => request<{ decided: number }>('POST', `${BASE}/decisions/${id}/undo`),
  runs: (institution: string, signal?: AbortSignal) =>
    request<Run[]>('GET', address(`${BASE}/again`, { institution }), undefined, signal),
  again: (institution: string, system: string, kind: CodeKind) =>
    request<Run[]>('POST', address(`${BASE}/again`, { institution, system, kind })),
  stop: (id: number) => request<Run[]>('POST', `${BASE}/again/${id}/stop`),
  systems: (signal?: AbortSignal) => request<LoadedSystem[]>('GET', '/api/intake/terminology', undefined, signal),
  load: (file: File, as: TermsAs, apply: boolean) =>
    upload<Told[]>(address('/api/intake/terminology', { ...as, apply: String(apply) }), file),
};
