/** Every call of the platform's own interface that the pages make; one object per capability. */
import type {
  AbroadLine,
  AbroadWish,
  AccessRequest,
  AccountPage,
  AllowedApp,
  AppQuestion,
  Category,
  ChangePage,
  Correction,
  Credential,
  Emergency,
  EmergencyCase,
  EmergencyQueue,
  IndexQuality,
  Institution,
  IntakeSummary,
  LaunchableApp,
  LogState,
  LookPage,
  LookReport,
  MessageDetail,
  MessageLookPage,
  MessagePage,
  NewAccessRequest,
  NodeCompared,
  NodeReceipt,
  NodeView,
  Parting,
  PersonExplanation,
  PersonHistory,
  PersonSought,
  PersonsFound,
  PossibleLinks,
  ProxyDraft,
  ProxyOfMe,
  RecordHeader,
  RegisteredApp,
  RegisteredInstitution,
  ReportCase,
  ReportPage,
  RequestState,
  Rule,
  RuleDoctor,
  RuleDraft,
  RuleTemplate,
  SendingSystem,
  SentinelCase,
  SentinelWhole,
  Session,
  SpecialClass,
  StewardDecision,
  TableLoad,
  TableLoadDetail,
  TableLoadPage,
  TablePreview,
  TableRechecked,
  TimelinePage,
  WalkIn,
  Ward,
  Words,
} from './contract';
import { address, request, requestLines, upload } from './http';

const PAGE = 50;
const id = encodeURIComponent;

/** What stands on lines of its own. */
const list = (text: string) => text.split(/\s+/).filter((one) => one !== '');

export const access = {
  /** Who is signed in; null for nobody. */
  async session(signal?: AbortSignal): Promise<Session | null> {
    return (await request<{ session: Session | null }>('GET', '/api/access/session/who', undefined, signal)).session;
  },
  signIn: (account: string, password: string) => request<Session>('POST', '/api/access/session', { account, password }),
  signOut: () => request<void>('DELETE', '/api/access/session'),

  requests: (filter: { state?: RequestState; patient?: string }, signal?: AbortSignal) =>
    request<{ requests: AccessRequest[] }>('GET', address('/api/access/requests', filter), undefined, signal),
  ask: (asked: NewAccessRequest) => request<AccessRequest>('POST', '/api/access/requests', asked),
  answer: (
    request_: string,
    answer: { grant: boolean; categories?: Category[]; classes?: SpecialClass[]; until?: string },
  ) => request<AccessRequest>('POST', `/api/access/requests/${id(request_)}/answer`, answer),
  revoke: (request_: string) => request<AccessRequest>('POST', `/api/access/requests/${id(request_)}/revoke`),
  preview: (request_: string, categories: Category[], classes: SpecialClass[], until: string, signal?: AbortSignal) =>
    request<{ sentence: Words }>(
      'GET',
      address('/api/access/requests/preview', { id: request_, categories, classes, until }),
      undefined,
      signal,
    ),
  looks: (before: string | null, signal?: AbortSignal) =>
    request<LookPage>('GET', address('/api/access/looks', { before, count: PAGE }), undefined, signal),
  /** Where the receipts of some looks are downloaded. */
  receipt: (looks: string[]) => `/api/access/looks/${looks.join(',')}/receipt`,
  report: (look: string, words: string) =>
    request<LookReport>('POST', `/api/access/looks/${id(look)}/report`, { words }),
};

/** Who may act for whom. */
export const proxies = {
  list: (signal?: AbortSignal) =>
    request<{ mine: ProxyOfMe[]; wards: Ward[] }>('GET', '/api/access/proxies', undefined, signal),
  offer: () => request<{ code: string; until: string }>('POST', '/api/access/proxies/offers'),
  preview: (draft: ProxyDraft, signal?: AbortSignal) =>
    request<{ sentence: Words }>('POST', '/api/access/proxies/preview', draft, signal),
  give: (draft: ProxyDraft) => request<ProxyOfMe>('POST', '/api/access/proxies', draft),
  withhold: (proxy: string, classes: SpecialClass[]) =>
    request<void>('POST', `/api/access/proxies/${id(proxy)}/withheld`, { classes }),
  end: (proxy: string) => request<void>('POST', `/api/access/proxies/${id(proxy)}/end`),
  /** What waits for an answer about this Patient, whomever the page acts for. */
  waiting: (patient: string, signal?: AbortSignal) =>
    request<{ requests: AccessRequest[] }>(
      'GET',
      address('/api/access/requests', { state: 'REQUESTED' }),
      undefined,
      signal,
      patient,
    ),
};

/** Standing rules of the resident who asks. */
export const rules = {
  list: (signal?: AbortSignal) => request<{ rules: Rule[] }>('GET', '/api/access/rules', undefined, signal),
  templates: (signal?: AbortSignal) =>
    request<{ templates: RuleTemplate[] }>('GET', '/api/access/rules/templates', undefined, signal),
  doctors: (institution: string | null, signal?: AbortSignal) =>
    request<{ doctors: RuleDoctor[] }>('GET', address('/api/access/rules/doctors', { institution }), undefined, signal),
  institutions: (query: string, signal?: AbortSignal) =>
    request<{ institutions: Institution[] }>(
      'GET',
      address('/api/directory/institutions', { query }),
      undefined,
      signal,
    ),
  preview: (draft: RuleDraft, signal?: AbortSignal) =>
    request<{ sentence: Words }>('POST', '/api/access/rules/preview', draft, signal),
  save: (draft: RuleDraft) =>
    request<Rule>('POST', draft.id ? `/api/access/rules/${id(draft.id)}` : '/api/access/rules', draft),
  end: (rule: string) => request<Rule>('POST', `/api/access/rules/${id(rule)}/end`),
};

/** What other provinces have. */
export const abroad = {
  /** @param patient null for one's own; one province goes on where its token says */
  look: (
    patient: string | null,
    one: { province: string; token?: string } | null,
    take: (line: AbroadLine) => void,
    signal: AbortSignal,
  ) =>
    requestLines<AbroadLine>(
      patient === null ? '/api/portal/me/elsewhere' : address(`/api/portal/record/${id(patient)}/elsewhere`, one ?? {}),
      take,
      signal,
    ),
  ask: (patient: string, wish: AbroadWish) =>
    request<{ rows: Extract<AbroadLine, { line: 'row' }>[] }>('POST', `/api/exchange/record/${id(patient)}/ask`, wish),
};

/** Emergency access: doctors open it, residents see and end it, reviewers look whether it was right. */
export const corrections = {
  list: (signal?: AbortSignal) =>
    request<{ corrections: Correction[]; waiting: number }>('GET', '/api/access/corrections', undefined, signal),
  see: (correction: string) => request<void>('POST', `/api/access/corrections/${id(correction)}/seen`),
};

export const emergencies = {
  open: (patient: string, ground: string, words: string) =>
    request<Emergency>('POST', '/api/access/emergencies', { patient, ground, words }),
  /** @param patient only of this person; null for all */
  list: (patient: string | null, signal?: AbortSignal) =>
    request<{ emergencies: Emergency[] }>('GET', address('/api/access/emergencies', { patient }), undefined, signal),
  end: (emergency: string) => request<Emergency>('POST', `/api/access/emergencies/${id(emergency)}/end`),
  queue: (waiting: boolean, from: string | null, signal?: AbortSignal) =>
    request<EmergencyQueue>(
      'GET',
      address('/api/access/emergencies/queue', { waiting: String(waiting), from, count: PAGE }),
      undefined,
      signal,
    ),
  review: (emergency: string, verdict: string, words: string) =>
    request<EmergencyCase>('POST', `/api/access/emergencies/${id(emergency)}/review`, { verdict, words }),
};

/** The nodes of the nation and the provinces: the operator's. */
export const nodes = {
  all: (signal?: AbortSignal) => request<NodeView>('GET', '/api/exchange/nodes', undefined, signal),
  card: () => request<{ card: string; fingerprint: string }>('GET', '/api/exchange/card'),
  admit: (sent: Sent) => request<NodeView>('POST', '/api/exchange/nodes', sent),
  retire: (node: string) => request<NodeView>('POST', `/api/exchange/nodes/${id(node)}/retire`),
  follow: (sent: Sent) => request<NodeView>('POST', '/api/exchange/nation', sent),
  compare: () => request<NodeCompared>('POST', '/api/exchange/index/compare'),
  rebuild: () => request<NodeCompared>('POST', '/api/exchange/index/rebuild'),
  receipts: (signal?: AbortSignal) => request<NodeReceipt[]>('GET', '/api/exchange/receipts', undefined, signal),
};

/** The log of receipts and what residents reported: the operator's. */
export const receipts = {
  state: (signal?: AbortSignal) => request<LogState>('GET', '/api/access/log/state', undefined, signal),
  check: () => request<LogState>('POST', '/api/access/log/check'),
  reports: (waiting: boolean, before: string | null, signal?: AbortSignal) =>
    request<ReportPage>(
      'GET',
      address('/api/access/reports', { waiting: String(waiting), before, count: PAGE }),
      undefined,
      signal,
    ),
  answer: (report: string, outcome: string, answer: string) =>
    request<ReportCase>('POST', `/api/access/reports/${id(report)}/answer`, { outcome, answer }),
};

/** Unusual reading, for the operator. */
export const sentinel = {
  cases: (state: string, signal?: AbortSignal) =>
    request<{ cases: SentinelCase[]; total: number }>(
      'GET',
      address('/api/access/sentinel/cases', { state, count: 100 }),
      undefined,
      signal,
    ),
  one: (found: string, signal?: AbortSignal) =>
    request<SentinelWhole>('GET', `/api/access/sentinel/cases/${id(found)}`, undefined, signal),
  act: (found: string, what: string, words: string) =>
    request<SentinelWhole>('POST', `/api/access/sentinel/cases/${id(found)}/act`, { what, words }),
  signIns: (signal?: AbortSignal) =>
    request<{ failures: number; locked: number }>('GET', '/api/access/sentinel/sign-ins', undefined, signal),
};

/** Values of a form by the names of its fields. */
export type Sent = Record<string, string>;

/** Institutions, systems and people that take part: the operator's. */
/** Applications of others, for those who use them. */
export const apps = {
  question: (state: string, signal?: AbortSignal) =>
    request<AppQuestion>('GET', address('/api/access/consent', { state }), undefined, signal),
  /** @param scopes what is left of the question; none is a refusal */
  answer: (state: string, scopes: readonly string[], patient: string | null) =>
    request<{ to: string }>('POST', '/api/access/consent', { state, scopes, patient }),
  allowed: (signal?: AbortSignal) => request<{ grants: AllowedApp[] }>('GET', '/api/access/grants', undefined, signal),
  withdraw: (grant: string) => request<unknown>('POST', `/api/access/grants/${id(grant)}/withdraw`),
  launchable: (signal?: AbortSignal) =>
    request<{ apps: LaunchableApp[] }>('GET', '/api/access/launches', undefined, signal),
  launch: (app: string, patient: string) => request<{ to: string }>('POST', '/api/access/launches', { app, patient }),
};

export const participants = {
  institutions: (query: string, signal?: AbortSignal) =>
    request<{ institutions: RegisteredInstitution[] }>(
      'GET',
      address('/api/directory/institutions', { query }),
      undefined,
      signal,
    ),
  fileInstitution: (sent: Sent) => request<RegisteredInstitution>('POST', '/api/access/institutions', sent),

  systems: (query: string, signal?: AbortSignal) =>
    request<{ systems: SendingSystem[] }>('GET', address('/api/access/systems', { query }), undefined, signal),
  apps: (signal?: AbortSignal) => request<{ apps: RegisteredApp[] }>('GET', '/api/access/apps', undefined, signal),
  /** Addresses and scopes are typed one a line. */
  registerApp: ({ redirects = '', scopes = '', ...sent }: Sent) =>
    request<unknown>('POST', '/api/access/apps', { ...sent, redirects: list(redirects), scopes: list(scopes) }),
  activateApp: (app: string, active: boolean) =>
    request<unknown>('POST', `/api/access/apps/${id(app)}/active`, { active }),
  registerSystem: (sent: Sent) => request<unknown>('POST', '/api/access/systems', sent),
  replaceKeys: (system: string, keys: string) =>
    request<unknown>('POST', `/api/access/systems/${id(system)}/keys`, { keys }),
  activateSystem: (system: string, active: boolean) =>
    request<unknown>('POST', `/api/access/systems/${id(system)}/active`, { active }),

  accounts: (query: string, after: string | null, signal?: AbortSignal) =>
    request<AccountPage>('GET', address('/api/access/accounts', { query, after, count: PAGE }), undefined, signal),
  makeAccount: (sent: Sent) => request<Credential>('POST', '/api/access/accounts', sent),
  resetPassword: (login: string) => request<Credential>('POST', `/api/access/accounts/${id(login)}/password`, {}),
  resetFactor: (login: string, words: string) =>
    request<void>('POST', `/api/access/accounts/${id(login)}/factor/reset`, { words }),
  activateAccount: (login: string, active: boolean) =>
    request<void>('POST', `/api/access/accounts/${id(login)}/active`, { active }),

  changes: (before: string | null, signal?: AbortSignal) =>
    request<ChangePage>('GET', address('/api/access/changes', { before, count: PAGE }), undefined, signal),
};

/** Pairs of the queue on one page. */
const POSSIBLE = '20';

export const person = {
  explanation: (patient: string, signal?: AbortSignal) =>
    request<PersonExplanation>('GET', `/api/person/${id(patient)}/explanation`, undefined, signal),
  /** @param institution only pairs with a registration of this one; null for all */
  possible: (institution: string | null, after: string | null, signal?: AbortSignal) =>
    request<PossibleLinks>(
      'GET',
      address('/api/person/possible', { institution, after, count: POSSIBLE }),
      undefined,
      signal,
    ),
  /** By POST: names and numbers stand in no address. */
  search: (sought: PersonSought) => request<PersonsFound>('POST', '/api/person/search', sought),
  /** The registration leaves the person it stands with, whoever said that it belongs there. */
  part: (patient: string, reason: string) => request<void>('POST', '/api/person/unlink', { patient, reason }),
  partings: (before: string | null, signal?: AbortSignal) =>
    request<{ partings: Parting[]; next: string | null }>(
      'GET',
      address('/api/access/partings', { before }),
      undefined,
      signal,
    ),
  quality: (signal?: AbortSignal) => request<IndexQuality>('GET', '/api/person/quality', undefined, signal),
  history: (patient: string, signal?: AbortSignal) =>
    request<PersonHistory>('GET', `/api/person/${id(patient)}/history`, undefined, signal),
  decisions: (signal?: AbortSignal) =>
    request<{ decisions: StewardDecision[] }>('GET', '/api/person/decisions', undefined, signal),
  /** Merges by institutions that contradict what they registered, and that no steward confirmed. */
  doubted: (signal?: AbortSignal) =>
    request<{ decisions: StewardDecision[] }>('GET', '/api/person/decisions?doubted=true', undefined, signal),
  undo: (decision: string, reason: string) =>
    request<void>('POST', `/api/person/decisions/${id(decision)}/undo`, { reason }),
  link: (a: string, b: string, reason: string) => request<void>('POST', '/api/person/link', { a, b, reason }),
  /** Two people: the platform will not propose this pair again. */
  differ: (patient: string, from: string, reason: string) =>
    request<void>('POST', '/api/person/unlink', { patient, from, reason }),
};

/** Which part of a timeline is asked for. */
export interface TimelineFilter {
  category: string | null;
  institution: string | null;
}

/** The resident's own record. */
export const ME = 'me';

export const portal = {
  walkIns: (query: string, signal?: AbortSignal) =>
    request<{ patients: WalkIn[] }>('GET', address('/api/portal/walk-ins', { query }), undefined, signal),
  /**
   * @param patient a patient of my institution, or {@link ME}
   * @param refresh whether the page asks by itself, and nobody came again
   */
  record: (patient: string, refresh: boolean, signal?: AbortSignal) =>
    request<RecordHeader>('GET', address(recordPath(patient), refreshing(patient, refresh)), undefined, signal),
  timeline: (patient: string, filter: TimelineFilter, before: string | null, refresh: boolean, signal?: AbortSignal) =>
    request<TimelinePage>(
      'GET',
      address(`${recordPath(patient)}/timeline`, {
        ...filter,
        before,
        count: PAGE,
        ...refreshing(patient, refresh),
      }),
      undefined,
      signal,
    ),
  /** The one look that the resident allows; asking uses it up. */
  onlyLook: (patient: string) => request<TimelinePage>('POST', `${recordPath(patient)}/only-look`),
};

function recordPath(patient: string): string {
  return patient === ME ? '/api/portal/me' : `/api/portal/record/${id(patient)}`;
}

/** Only a doctor can be refused, so a resident's own page need not say. */
function refreshing(patient: string, refresh: boolean) {
  return { refresh: refresh && patient !== ME ? 'true' : null };
}

/** Which messages are asked for. */
export interface MessageFilter {
  state: string | null;
  door: string | null;
  code: string | null;
  /** MSH-10; the few messages that carry it, whatever else is asked for. */
  controlId: string | null;
  /** Only messages that belong to no institution, for the operator. */
  unnamed?: 'true' | null;
}

export const intake = {
  summary: (day: string, signal?: AbortSignal) =>
    request<IntakeSummary>('GET', address('/api/intake/summary', { day }), undefined, signal),
  messages: (filter: MessageFilter, before: string | null, signal?: AbortSignal) =>
    request<MessagePage>('GET', address('/api/intake/messages', { ...filter, before, count: PAGE }), undefined, signal),
  message: (message: string, signal?: AbortSignal) =>
    request<MessageDetail>('GET', `/api/intake/messages/${id(message)}`, undefined, signal),
  looks: (before: string | null, signal?: AbortSignal) =>
    request<MessageLookPage>('GET', address('/api/intake/looks', { before, count: PAGE }), undefined, signal),
  /** @param body the mended text; absent to run the message again as it came */
  rerun: (message: string, body?: string) =>
    request<unknown>('POST', `/api/intake/messages/${id(message)}/rerun`, body === undefined ? {} : { body }),
};

export const tables = {
  /** @param bind header by column, as far as it is settled by hand */
  preview: (head: Blob, name: string, dataset: string | null, bind: Record<string, string>) => {
    const search = new URLSearchParams({ name, ...(dataset === null ? {} : { dataset }) });
    Object.entries(bind).forEach(([column, header]) => search.append('bind', `${column}:${header}`));
    return upload<TablePreview>(`/api/intake/tables/preview?${search}`, head);
  },
  load: (dataset: string, file: File) =>
    upload<TableLoad>(address(`/api/intake/tables/${id(dataset)}`, { name: file.name }), file),
  /** Keeps which header of the institution's files is which column. */
  settle: async (dataset: string, bind: Record<string, string>) => {
    const path = `/api/intake/mappings/${id(dataset)}`;
    const mapping = await request<Record<string, unknown>>('GET', path);
    return request<unknown>('PUT', path, { ...mapping, bind });
  },
  loads: (before: string | null, signal?: AbortSignal) =>
    request<TableLoadPage>('GET', address('/api/intake/loads', { before, count: PAGE }), undefined, signal),
  look: (load: string, signal?: AbortSignal) =>
    request<TableLoadDetail>('GET', `/api/intake/loads/${id(load)}`, undefined, signal),
  /** @param after the line behind which to go on */
  recheck: (load: string, after: number) =>
    request<TableRechecked>('POST', address(`/api/intake/loads/${id(load)}/recheck`, { after })),
};
