/** Emergency command: events, tasks, resources, transfers. */
import type { Institution, Words } from './contract';
import { address, request } from './http';
import type { PeopleFigures } from './people';
import type { Place } from './surveillance';

const id = encodeURIComponent;

export const LEVELS = ['I', 'II', 'III', 'IV'] as const;
export type Level = (typeof LEVELS)[number];
export type EventStatus = 'REPORTED' | 'VERIFIED' | 'RESPONDING' | 'ENDED' | 'REVIEWED' | 'CLOSED';

export interface EventLine {
  id: string;
  title: string;
  /** Family of diseases or syndrome; empty for another kind of event. */
  what: string;
  name: Words;
  place: Place;
  owner: Place;
  body: string;
  signal: string | null;
  plan: string;
  status: EventStatus;
  level: Level | null;
  openedAt: string;
  changedAt: string;
  version: number;
  /** Version of the last decision: what the next one rests on. */
  decided: number;
  openTasks: number;
  overdueTasks: number;
}

export interface Task {
  number: number;
  words: Words;
  role: string;
  assignee: Institution | null;
  planned: boolean;
  madeAt: string;
  dueAt: string;
  state: 'SET' | 'RECEIVED' | 'DONE' | 'CANCELLED';
  handledAt: string | null;
  by: string;
  feedback: string;
  /** 0 not, 1 the owner was told that it is overdue, 2 the division above, too. */
  escalated: number;
}

export interface Duty {
  role: string;
  account: string;
  name: string;
  from: string;
  until: string;
}

export interface Criteria {
  level: Level;
  words: Words;
  by: string;
  verified: boolean;
  source: string;
}

export interface Plans {
  plans: { code: string; name: Words }[];
  levels: Criteria[];
  families: Record<string, Words>;
}

export interface EventWhole {
  now: string;
  event: EventLine;
  tasks: Task[];
  roster: Duty[];
  plan: Words;
  roles: { role: string; name: Words }[];
  figures: PeopleFigures;
  /** What the one who asks is to the event. */
  standing: 'SEES' | 'STAFF' | 'OWNER';
  /** Where the one who asks may take it. */
  next: EventStatus[];
}

export interface HistoryEntry {
  version: number;
  at: string;
  account: string;
  name: string;
  kind: string;
  happening: Record<string, unknown>;
}

export interface Resource {
  id: string;
  institution: Institution;
  region: string;
  kind: string;
  item: string;
  unit: string;
  capacity: number;
  used: number;
  held: number;
  free: number;
  asOf: string;
}

export interface Hold {
  id: string;
  resource: Resource;
  amount: number;
  state: 'HELD' | 'TAKEN' | 'RELEASED';
  heldAt: string;
}

export interface Transfer {
  id: string;
  event: string;
  from: Institution;
  to: Institution;
  bed: string;
  state: 'REQUESTED' | 'ACCEPTED' | 'REFUSED' | 'DEPARTED' | 'ARRIVED' | 'CANCELLED';
  words: string;
  requestedAt: string;
  changedAt: string;
}

export interface WaitingTask {
  event: string;
  title: string;
  task: Task;
}

const EMERGENCY = '/api/emergency';
const EVENTS = `${EMERGENCY}/events`;

export const emergency = {
  plans: (what: string, signal?: AbortSignal) =>
    request<Plans>('GET', address(`${EMERGENCY}/plans`, { what }), undefined, signal),
  events: (filter: { closed?: string | null; level?: string | null; what?: string | null }, signal?: AbortSignal) =>
    request<{ now: string; events: EventLine[] }>('GET', address(EVENTS, filter), undefined, signal),
  open: (opening: Record<string, unknown>) => request<EventLine>('POST', EVENTS, opening),
  event: (number: string, at: string | null, signal?: AbortSignal) =>
    request<EventWhole>('GET', address(`${EVENTS}/${id(number)}`, { at }), undefined, signal),
  history: (number: string, before: string | null, signal?: AbortSignal) =>
    request<{ entries: HistoryEntry[]; next: number | null }>(
      'GET',
      address(`${EVENTS}/${id(number)}/history`, { before }),
      undefined,
      signal,
    ),
  /** A decision, a note, somebody on duty or a task. */
  write: (number: string, about: string, body: Record<string, unknown>) =>
    request<EventWhole>('POST', `${EVENTS}/${id(number)}/${about}`, body),
  task: (number: string, task: number, deed: string, words: string) =>
    request<Task>('POST', `${EVENTS}/${id(number)}/tasks/${task}/${deed}`, { words }),
  tasks: (signal?: AbortSignal) =>
    request<{ now: string; tasks: WaitingTask[] }>('GET', `${EMERGENCY}/tasks`, undefined, signal),
  resources: (kind: string | null, signal?: AbortSignal) =>
    request<{ now: string; resources: Resource[] }>(
      'GET',
      address(`${EMERGENCY}/resources`, { kind }),
      undefined,
      signal,
    ),
  say: (resource: Record<string, unknown>) =>
    request<{ taken: number }>('POST', `${EMERGENCY}/resources`, { resources: [resource] }),
  holds: (number: string, signal?: AbortSignal) =>
    request<{ holds: Hold[] }>('GET', `${EVENTS}/${id(number)}/holds`, undefined, signal),
  hold: (number: string, resource: string, amount: number) =>
    request<Hold>('POST', `${EVENTS}/${id(number)}/holds`, { resource, amount }),
  settle: (number: string, hold: string, deed: string) =>
    request<Hold>('POST', `${EVENTS}/${id(number)}/holds/${id(hold)}/${deed}`, {}),
  transfers: (number: string | null, signal?: AbortSignal) =>
    request<{ transfers: Transfer[] }>(
      'GET',
      number === null ? `${EMERGENCY}/transfers` : `${EVENTS}/${id(number)}/transfers`,
      undefined,
      signal,
    ),
  transfer: (number: string, wanted: Record<string, unknown>) =>
    request<Transfer>('POST', `${EVENTS}/${id(number)}/transfers`, wanted),
  moveTransfer: (transfer: string, deed: string, words: string) =>
    request<Transfer>('POST', `${EMERGENCY}/transfers/${id(transfer)}/${deed}`, { words }),
};
