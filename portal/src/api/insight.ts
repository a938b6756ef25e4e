/** Insight: research projects, asked for, examined and given out. */
import { request } from './http';

const id = encodeURIComponent;

export const KINDS = ['CONDITION', 'OBSERVATION', 'ENCOUNTER', 'MEDICATION_REQUEST', 'PROCEDURE', 'ALLERGY'] as const;
export type ProjectState = 'DRAFT' | 'SUBMITTED' | 'REFUSED' | 'EXTRACTING' | 'EXTRACTED' | 'RELEASED' | 'CLOSED';

export interface Range {
  least: string;
  most: string;
}

export interface Plan {
  kind: (typeof KINDS)[number];
  codes: string[];
  from: string;
  until: string;
  shape: 'EVENT' | 'PERSON';
  sex: string;
  bornFrom: number;
  bornUntil: number;
  place: string;
  birth: Range;
  residence: Range | null;
  ethnicity: boolean;
  day: Range;
  value: boolean;
  sensitive: string;
  classes: string[];
  limits: { k: number; l: number; t: number; suppressed: number };
}

export interface Asked {
  title: string;
  institution: string;
  principal: string;
  purpose: string;
  approval: string;
  approvedUntil: string;
  until: string;
  plan: Plan;
}

/** What a table tells of persons, in figures. */
export interface Risk {
  persons: number;
  rows: number;
  groups: number;
  smallest: number;
  k: number;
  suppressed: number;
  loss: number;
  discernibility: number;
  distinct: number;
  entropy: number;
  distance: number;
}

export interface Project {
  id: string;
  state: ProjectState;
  owner: string;
  ownerName: string;
  asked: Asked;
  madeAt: string;
  approver: string | null;
  reviewer: string | null;
  reason: string | null;
  extraction: {
    done: number;
    parts: number;
    persons: number;
    refused: number;
    rows: number;
    stopped: boolean;
    problem: string | null;
  };
  finding: { asked: Risk; reached: Risk; steps: string[] } | null;
  expires: string | null;
}

export interface ProjectView {
  project: Project;
  columns: string[];
  events: { at: string; account: string; name: string; what: string; words: string }[];
}

const path = (project: string, what = '') => `/api/insight/projects/${id(project)}${what}`;

export const insight = {
  list: (signal?: AbortSignal) => request<{ projects: Project[] }>('GET', '/api/insight/projects', undefined, signal),
  one: (project: string, signal?: AbortSignal) => request<ProjectView>('GET', path(project), undefined, signal),
  draft: (asked: Asked) => request<ProjectView>('POST', '/api/insight/projects', asked),
  change: (project: string, asked: Asked) => request<ProjectView>('POST', path(project), asked),
  step: (project: string, step: 'submit' | 'stop' | 'resume' | 'close') =>
    request<ProjectView>('POST', path(project, `/${step}`)),
  decide: (project: string, step: 'decide' | 'review', yes: boolean, reason: string) =>
    request<ProjectView>('POST', path(project, `/${step}`), { yes, reason }),
  sample: (project: string, signal?: AbortSignal) =>
    request<{ rows: string[][] }>('GET', path(project, '/sample'), undefined, signal),
  data: (project: string) => path(project, '/data'),
};
