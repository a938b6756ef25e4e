/** The quality of what is sent: scores with their trend, findings by rule, the rules, and checking again. */
import type { Words } from './contract';
import { address, request } from './http';

export const DIMENSIONS = [
  'COMPLETENESS',
  'CONFORMANCE',
  'CONSISTENCY',
  'ACCURACY',
  'TIMELINESS',
  'UNIQUENESS',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Severity = 'REFUSE' | 'ERROR' | 'WARNING' | 'NOTE';

export interface QualityDay {
  day: string;
  /** 0 to 100; null where no rule judged anything. */
  score: number | null;
  received: number;
  refused: number;
  counted: number | null;
  broken: number;
}

export interface QualityRow {
  /** Data set, or institution where all institutions are shown. */
  group: string;
  name: string;
  score: number | null;
  dimensions: Partial<Record<Dimension, number>>;
  received: number;
  refused: number;
  counted: number | null;
  countedDays: number;
  reconciled: number;
  trend: QualityDay[];
}

export interface Board {
  from: string;
  until: string;
  institution: string | null;
  name: string | null;
  rows: QualityRow[];
}

export interface QualitySample {
  day: string;
  dataset: string;
  message: number | null;
  load: number | null;
  line: number | null;
  patient: string;
  content: string;
}

export interface QualityFinding {
  dataset: string;
  rule: string;
  words: Words;
  mend: Words;
  before: string;
  after: string;
  dimension: Dimension;
  severity: Severity;
  judged: number;
  broken: number;
  untold: number;
  first: string;
  last: string;
  samples: QualitySample[];
}

export interface QualityElement {
  id: string;
  edition: string;
  from: string;
  until: string | null;
  name: Words;
  type: string;
  format: string;
  codes: string;
  verified: boolean;
}

export interface QualityRule {
  code: string;
  from: string;
  until: string | null;
  /** Whether it can be run again over what is stored. */
  runsAgain: boolean;
  over: 'MESSAGE' | 'ARRIVAL' | 'DAY';
  sets: string[];
  dimension: Dimension;
  severity: Severity;
  weight: number;
  dimensionWeight: number;
  words: Words;
  mend: Words;
  before: string;
  after: string;
  condition: string;
  formula: string;
  elements: QualityElement[];
}

export interface RulePage {
  rule: QualityRule;
  from: string;
  until: string;
  findings: QualityFinding[];
  trend: QualityRow[];
}

export interface Progress {
  total: number;
  seen: number;
  judged: number;
  broken: number;
  done: boolean;
}

/** Whose, and of which days. */
export interface Asked {
  institution: string;
  from: string;
  until: string;
}

const asked = ({ institution, from, until }: Asked) => ({ institution: institution || null, from, until });

export const quality = {
  board: (of: Asked, signal?: AbortSignal) =>
    request<Board>('GET', address('/api/intake/quality', asked(of)), undefined, signal),
  findings: (of: Asked, signal?: AbortSignal) =>
    request<{ findings: QualityFinding[] }>(
      'GET',
      address('/api/intake/quality/findings', asked(of)),
      undefined,
      signal,
    ),
  report: (of: Asked, language: string) =>
    address('/api/intake/quality/report', { ...asked(of), language: language === 'en' ? 'EN' : 'ZH' }),
  table: (of: Asked) => address('/api/intake/quality/table', asked(of)),
  rule: (code: string, of: Asked, signal?: AbortSignal) =>
    request<RulePage>(
      'GET',
      address(`/api/intake/quality/rules/${encodeURIComponent(code)}`, asked(of)),
      undefined,
      signal,
    ),
  rules: (signal?: AbortSignal) => request<QualityRule[]>('GET', '/api/intake/quality/rules', undefined, signal),
  elements: (signal?: AbortSignal) =>
    request<QualityElement[]>('GET', '/api/intake/quality/elements', undefined, signal),
  /** One step of running a rule again over what is stored. */
  recheck: (rule: string, dataset: string, day: string, anew: boolean) =>
    request<Progress>('POST', address('/api/intake/quality/recheck', { rule, dataset, day, anew: String(anew) })),
};
