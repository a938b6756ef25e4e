import { request } from './http';
const id = encodeURIComponent;

/** A report on the situation of an event. */
export interface ReportLine {
  number: number;
  /** 0, and from 1 for corrections. */
  edition: number;
  title: string;
  cutoff: string;
  madeAt: string;
  name: string;
  language: string;
  checksum: string;
}

export type PaperBlock =
  | { block: 'heading' | 'text'; words: string }
  | { block: 'facts'; facts: { name: string; value: string }[] }
  | { block: 'table'; columns: string[]; rows: string[][] }
  | { block: 'bars'; words: string; bars: { name: string; height: number }[] };

export interface Paper {
  language: string;
  title: string;
  under: string;
  blocks: PaperBlock[];
}

const of = (event: string) => `/api/emergency/events/${id(event)}/reports`;
const one = (event: string, { number, edition }: ReportLine) => `${of(event)}/${number}/${edition}`;

export const reports = {
  list: (event: string, signal?: AbortSignal) =>
    request<{ reports: ReportLine[] }>('GET', of(event), undefined, signal),
  make: (
    event: string,
    wanted: { cutoff: string | null; corrects: number | null; words: string; language: string | null },
  ) => request<ReportLine>('POST', of(event), wanted),
  report: (event: string, report: ReportLine, signal?: AbortSignal) =>
    request<{ paper: Paper }>('GET', one(event, report), undefined, signal),
  pdf: (event: string, report: ReportLine) => `${one(event, report)}/pdf`,
};
