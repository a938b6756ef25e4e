import type { Law, Lawful } from './contract';
import { address, request } from './http';

const id = encodeURIComponent;

/** Statutory rules, and reading by them. */
export const lawful = {
  /** @param on a day; null for today */
  laws: (on: string | null, signal?: AbortSignal) =>
    request<{ on: string; laws: Law[] }>('GET', address('/api/access/laws', { on }), undefined, signal),
  /** My own; a resident's, those at the own record. */
  list: (signal?: AbortSignal) => request<{ readings: Lawful[] }>('GET', '/api/access/lawful', undefined, signal),
  ask: (wish: Record<string, unknown>) => request<Lawful>('POST', '/api/access/lawful', wish),
  end: (reading: string) => request<Lawful>('POST', `/api/access/lawful/${id(reading)}/end`),
  queue: (waiting: boolean, signal?: AbortSignal) =>
    request<{ readings: Lawful[] }>(
      'GET',
      address('/api/access/lawful/queue', { waiting: String(waiting), count: 50 }),
      undefined,
      signal,
    ),
  answer: (reading: string, confirm: boolean, words: string) =>
    request<Lawful>('POST', `/api/access/lawful/${id(reading)}/answer`, { confirm, words }),
};
