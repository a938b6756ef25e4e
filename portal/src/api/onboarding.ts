/** Onboarding: how systems of institutions go live, what comes from them by the hour, and who fell silent. */
import { address, request } from './http';

export type Step = 'INSTITUTION' | 'KEYS' | 'SANDBOX' | 'CONFORMANCE' | 'COUNTS' | 'APPROVAL' | 'MONITORING';

export interface Feed {
  institution: string;
  system: string;
  kind: string;
  firstHour: string;
  newest: string;
  /** End of the hour of its last message, where it is silent against its habit. */
  silentSince: string | null;
  expected: number | null;
  least: number | null;
  weeks: number | null;
}

export interface Report {
  id: string;
  filedAt: string;
  filedBy: string;
  examiner: string;
  verdict: string;
  passed: number;
  failed: number;
  notExercised: number;
  failedChecks: string[];
  expires: string;
  signer: string;
  /** Why it does not open the gate; empty where it does. */
  lacks: string[];
}

export interface Counted {
  day: string;
  kind: string;
  sent: number;
  received: number;
  accepted: number;
  agrees: boolean;
}

export interface Refused {
  id: number;
  at: string;
  door: string;
  kind: string;
  state: string;
  code: string | null;
  what: string | null;
  why: string | null;
  mend: string | null;
}

export interface Onboarding {
  client: string;
  name: string;
  institution: string;
  application: string | null;
  keys: string;
  active: boolean;
  live: boolean;
  openedAt: string;
  openedBy: string;
  liveAt: string | null;
  liveBy: string | null;
  steps: { step: Step; done: boolean }[];
  next: Step | null;
  kinds: { kind: string; received: number; accepted: number; first: string | null }[];
  other: { door: string; kind: string; received: number; accepted: number }[];
  refused: Refused[];
  report: Report | null;
  counts: Counted[];
  feeds: Feed[];
  asked: { edition: string; from: string; messages: number; verdict: string; daysLeft: number; days: number };
  sandbox: { url: string; mllp: string | null; startedAt: string } | null;
}

export interface Onboardings {
  onboardings: Onboarding[];
  institutions: Record<string, string>;
  next: string | null;
}

export interface Feeds {
  feeds: Feed[];
  institutions: Record<string, string>;
  countedUntil: string;
}

export interface HourBeside {
  hour: string;
  messages: number;
  /** What comes by habit; null where that is not known. */
  expected: number | null;
  low: number | null;
  high: number | null;
}

export interface VolumesOfDay {
  day: string;
  hours: HourBeside[];
  countedUntil: string;
}

const SYSTEMS = '/api/onboarding/systems';
const of = (client: string) => `${SYSTEMS}/${encodeURIComponent(client)}`;

export const onboarding = {
  list: (after: string | null, signal?: AbortSignal) =>
    request<Onboardings>('GET', address(SYSTEMS, { after }), undefined, signal),
  open: (values: Record<string, string>) =>
    request<Onboarding>('POST', SYSTEMS, {
      ...values,
      kinds: (values['kinds'] ?? '').split(/[\s,，、;；]+/).filter(Boolean),
    }),
  view: (client: string, signal?: AbortSignal) => request<Onboarding>('GET', of(client), undefined, signal),
  examine: (client: string) => request<Onboarding>('POST', `${of(client)}/examine`, {}),
  handIn: (client: string, report: unknown) => request<Onboarding>('POST', `${of(client)}/reports`, report),
  tell: (client: string, day: string, sent: Record<string, number>) =>
    request<Onboarding>('POST', `${of(client)}/counts`, { day, sent }),
  approve: (client: string) => request<Onboarding>('POST', `${of(client)}/approve`, {}),
  back: (client: string) => request<Onboarding>('POST', `${of(client)}/back`, {}),
  feeds: (signal?: AbortSignal) => request<Feeds>('GET', '/api/onboarding/feeds', undefined, signal),
  volumes: (asked: { institution: string; system: string; kind: string; day: string }, signal?: AbortSignal) =>
    request<VolumesOfDay>('GET', address('/api/onboarding/volumes', asked), undefined, signal),
};
