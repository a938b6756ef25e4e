/** The health code: its shapes and every call of it that the pages make. */
import type { Institution, Words } from './contract';
import { address, request } from './http';

const ROOT = '/api/health-code';
const id = encodeURIComponent;

export type CodeState = 'ACTIVE' | 'LOST' | 'CANCELLED';

/** What a code is shown for; READ lets the institution that verifies it read now. */
export const PURPOSES = ['IDENTIFY', 'READ'] as const;
export type CodePurpose = (typeof PURPOSES)[number];

/** What a code was used for. */
export const SCENES = [
  'REGISTRATION',
  'CONSULTATION',
  'PAYMENT',
  'PHARMACY',
  'LABORATORY',
  'EXAMINATION',
  'TREATMENT',
  'INPATIENT',
  'VACCINATION',
  'RECORD',
  'OTHER',
] as const;
export type Scene = (typeof SCENES)[number];

/** Where it was shown. */
export const CHANNELS = [
  'WINDOW',
  'MACHINE',
  'WORKSTATION',
  'APPLICATION',
  'SERVICE_ACCOUNT',
  'PRINT',
  'CARD',
  'OTHER',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Cards that hold everywhere first, then those of one institution. */
export const CARD_KINDS = ['SOCIAL_SECURITY', 'HEALTH_CARD', 'HOSPITAL_CARD', 'LOCAL_PATIENT'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

export interface Code {
  id: string;
  state: CodeState;
  issuedAt: string;
  validUntil: string;
  printed: boolean;
}

export interface Guardianship {
  id: string;
  relation: 'CHILD' | 'ELDER';
  /** Whether the guardian may let an institution read. */
  reads: boolean;
  from: string;
  until: string;
}

/** A code that I may show, and of whom it is: my own, or that of somebody in my care. */
export interface Holder {
  code: Code;
  name: string;
  guardianship: Guardianship | null;
}

/** Somebody who may show my code. */
export interface GuardianOfMe {
  guardianship: Guardianship;
  name: string;
  institution: Institution | null;
}

export interface OwnCodes {
  codes: Holder[];
  guardians: GuardianOfMe[];
  /** What institutions did lately with my codes. */
  told: CodeEvent[];
}

/** A code as it is shown; the platform's times, which a phone's clock may not know. */
export interface ShownCode {
  code: string;
  text: string;
  purpose: CodePurpose;
  issuedAt: string;
  until: string;
  svg: string;
}

export interface Card {
  id: string;
  kind: CardKind;
  institution: Institution | null;
  /** All but its end masked. */
  number: string;
}

export interface CodeUse {
  code: string;
  institution: Institution;
  scene: Scene;
  channel: Channel;
  at: string;
  /** Whether the institution showed that it verified the code. */
  verified: boolean;
  /** READ where it was allowed to read; null without evidence, as the form is. */
  purpose: CodePurpose | null;
  form: Form | null;
  offline: boolean;
}

export interface CodeEvent {
  at: string;
  what: string;
  institution: Institution | null;
}

export const REFUSALS = [
  'MALFORMED',
  'FOREIGN',
  'TAMPERED',
  'KEY_RETIRED',
  'AHEAD',
  'EXPIRED',
  'WRONG_PURPOSE',
  'LOST',
  'REVOKED',
  'DECEASED',
  'GONE',
  'LAPSED',
  'REPLAYED',
  'REPLACED',
  'UNKNOWN',
  'FACTOR_WRONG',
  'FACTOR_LOCKED',
  'LIST_TOO_OLD',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Form = 'DYNAMIC' | 'PRINTED' | 'BY_GUARDIAN' | 'BY_INSTITUTION' | 'CARD';

/** Who holds a code. */
export interface Person {
  name: string;
  gender: string | null;
  birthDate: string | null;
  identifierTail: string | null;
}

/** What a good code says. */
export interface Accepted {
  code: string;
  form: Form;
  purpose: CodePurpose;
  holder: Person;
  /** The main index under which my institution knows the holder. */
  index: string;
  /** Only a pointer was shown: the name is masked, and more is said with a second factor. */
  factorWanted: boolean;
  /** Goes along with the report of use. */
  evidence: string | null;
  readUntil: string | null;
  readAsked: string | null;
  /** The holder as my institution registered the person. */
  local: { patient: string; inCare: boolean } | null;
}

export interface Verified {
  accepted: boolean;
  code: Accepted | null;
  refusal: Refusal | null;
  words: Words | null;
}

/** What was shown at the window. */
export type Presented = { text: string } | { cardKind: CardKind; cardNumber: string };

export interface Usage {
  institution: string;
  scene: Scene;
  channel: Channel;
  day: string;
  uses: number;
}

export interface Statistics {
  usage: Usage[];
  institutions: Institution[];
}

export interface UseReport {
  id: string;
  code: string;
  scene: Scene;
  channel: Channel;
  at: string;
  evidence: string | null;
}

export type UseOutcome = 'RECORDED' | 'REPEATED' | 'UNVERIFIED' | 'UNKNOWN_CODE' | 'TIME_WRONG';

/** That the resident is there: what was told, or a code shown now. */
export type Proof = { factor: string } | { text: string };

/** Whoever shows the code need not be named: the guardian of a child, or the elder. */
export interface NewGuardianship {
  relation: 'CHILD' | 'ELDER';
  ward?: string;
  guardian?: string;
  from?: string;
  until?: string;
  reads: boolean;
  code: string;
}

/** Who is to become whose guardian, told before it is recorded. */
export interface PreparedGuardianship {
  ward: Person;
  guardian: Person;
  guardianship: Guardianship;
  confirmation: string;
}

const codePath = (code: string, verb: string) => `${ROOT}/codes/${id(code)}/${verb}`;

export const healthCode = {
  own: (signal?: AbortSignal) => request<OwnCodes>('GET', `${ROOT}/me`, undefined, signal),
  apply: () => request<Code>('POST', `${ROOT}/codes`, {}),
  /** For somebody whom my institution registered under this number. */
  applyFor: (localPatient: string) => request<Code>('POST', `${ROOT}/codes`, { localPatient }),
  /** What was shown before ends with it; where the screen goes on with the same (`renewal`), it stays good to its end. */
  show: (code: string, purpose: CodePurpose, renewal: boolean, signal?: AbortSignal) =>
    request<ShownCode>('POST', codePath(code, 'dynamic'), { purpose, renewal }, signal),
  print: (code: string, proof?: Proof) => request<ShownCode>('POST', codePath(code, 'print'), proof),
  change: (code: string, verb: 'lost' | 'cancel' | 'renew') => request<Code>('POST', codePath(code, verb)),
  found: (code: string, password: string) => request<Code>('POST', codePath(code, 'found'), { password }),
  cards: (code: string, signal?: AbortSignal) =>
    request<{ cards: Card[] }>('GET', codePath(code, 'cards'), undefined, signal),
  unmap: (code: string, card: string) => request<void>('DELETE', codePath(code, `cards/${id(card)}`)),
  /** The newest so many uses; 200 at most, and where `count` is null. */
  uses: (code: string, count: number | null, signal?: AbortSignal) =>
    request<{ uses: CodeUse[] }>('GET', address(codePath(code, 'uses'), { count }), undefined, signal),
  events: (code: string, signal?: AbortSignal) =>
    request<{ events: CodeEvent[] }>('GET', codePath(code, 'events'), undefined, signal),
  /** What would be recorded, and of whom; it uses the code up. */
  prepareGuardian: (proven: NewGuardianship) =>
    request<PreparedGuardianship>('POST', `${ROOT}/guardians/prepare`, proven),
  recordGuardian: (confirmation: string) => request<Guardianship>('POST', `${ROOT}/guardians`, { confirmation }),
  endGuardianship: (guardianship: string, code: string) =>
    request<void>('POST', `${ROOT}/guardians/${id(guardianship)}/end`, { code }),

  verify: (shown: Presented, purpose: CodePurpose, factor?: string) =>
    request<Verified>('POST', `${ROOT}/verify`, { ...shown, purpose, ...(factor ? { factor } : {}) }),
  report: (report: UseReport) =>
    request<{ reports: Record<string, UseOutcome> }>('POST', `${ROOT}/uses`, { reports: [report] }),
  map: (code: string, kind: CardKind, number: string, factor?: string) =>
    request<Card>('POST', codePath(code, 'cards'), { kind, number, ...(factor ? { factor } : {}) }),
  statistics: (filter: { from: string; until: string; institution: string | null }, signal?: AbortSignal) =>
    request<Statistics>('GET', address(`${ROOT}/statistics`, filter), undefined, signal),
};
