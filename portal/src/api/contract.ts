/** The shapes that the platform's own HTTP interface speaks. Times are ISO 8601 strings. */

/** The same words in Chinese and English. */
export interface Words {
  zh: string;
  en: string;
}

export interface Institution {
  /** Unified social credit code, GB 32100. */
  code: string;
  name: string;
}

export type Role =
  | 'RESIDENT'
  | 'DOCTOR'
  | 'INSTITUTION_IT'
  | 'STEWARD'
  | 'OPERATOR'
  | 'REVIEWER'
  | 'CDC'
  | 'RESEARCHER'
  | 'ETHICS'
  | 'SYSTEM';

export interface Session {
  account: string;
  name: string;
  role: Role;
  institution: Institution | null;
  person: string | null;
  /** What the sign-in still asks before anything is opened. */
  next: 'CODE' | 'ENROL' | 'PASSWORD' | null;
  /** The complete sign-in before this one. */
  last: { at: string; address: string | null } | null;
}

/** A second factor to be put into an authenticator. */
export interface FactorOffer {
  secret: string;
  uri: string;
}

/** The own account. */
export interface OwnAccount {
  account: string;
  name: string;
  role: Role;
  passwordAt: string;
  passwordUntil: string | null;
  rules: { shortest: number; classes: number; passphrase: number };
  factor: { on: boolean; asked: boolean; since: string | null; codesLeft: number };
  sessions: OwnSession[];
}

export interface OwnSession {
  name: string;
  since: string;
  usedAt: string;
  address: string | null;
  device: string | null;
  here: boolean;
}

/** Categories of the record, which are also the categories of a consent. */
export const CATEGORIES = [
  'visits',
  'diagnoses',
  'laboratory',
  'examinations',
  'medicines',
  'vaccinations',
  'procedures',
  'allergies',
  'documents',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Special classes, which are shown only where they are named. */
export const CLASSES = ['PSY', 'HIV', 'STD', 'REPRO', 'GENETIC'] as const;
export type SpecialClass = (typeof CLASSES)[number];

export type RequestState = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'REVOKED' | 'EXPIRED';

/** A doctor's request to see a resident's record, and, once answered, the consent that came of it. */
export interface AccessRequest {
  id: string;
  state: RequestState;
  patient: string;
  requester: { account: string; name: string };
  institution: Institution;
  purpose: string;
  /** Empty means all. */
  categories: Category[];
  /** Special classes asked for or granted; empty means none. */
  classes: SpecialClass[];
  from: string | null;
  until: string;
  reason: string | null;
  askedAt: string;
  answeredAt: string | null;
  /** Name of who answered in the resident's stead; null where the resident did. */
  answerer?: string | null;
  sentence: Words;
}

export const LEVELS = ['SEE', 'ACT', 'CODE'] as const;
/** How far somebody may act for another. */
export type ProxyLevel = (typeof LEVELS)[number];
export type ProxyGround = 'GUARDIAN' | 'ENTRUSTED' | 'APPOINTED';

/** Somebody who may act for me, or could. */
export interface ProxyOfMe {
  id: string;
  name: string;
  ground: ProxyGround;
  level: ProxyLevel;
  withheld: SpecialClass[];
  mayWithhold: SpecialClass[];
  mayEnd: boolean;
  from: string;
  until: string;
  state: 'IN_FORCE' | 'TO_COME' | 'ENDED' | 'EXPIRED';
  endedAt: string | null;
  institution: Institution | null;
  sentence: Words;
}

/** Somebody for whom I may act. */
export interface Ward {
  id: string;
  patient: string;
  name: string;
  ground: ProxyGround;
  level: ProxyLevel;
  withheld: SpecialClass[];
  until: string;
}

export interface ProxyDraft {
  code: string;
  level: ProxyLevel;
  classes: SpecialClass[];
  until: string;
}

export const EFFECTS = ['PERMIT', 'DENY', 'ONLY'] as const;
/** What a standing rule does; ONLY permits those who are named and denies everybody else. */
export type RuleEffect = (typeof EFFECTS)[number];

export type RuleState = 'IN_FORCE' | 'TO_COME' | 'USED' | 'EXPIRED' | 'ENDED' | 'REPLACED';

export interface RuleDoctor {
  account: string;
  name: string;
  institution: Institution;
}

/** A standing rule of a resident. */
export interface Rule {
  id: string;
  version: number;
  state: RuleState;
  effect: RuleEffect;
  purpose: 'CARE' | 'RESEARCH';
  /** Whom it is about; null for everybody. */
  institution: Institution | null;
  doctor: RuleDoctor | null;
  /** Empty means all. */
  categories: Category[];
  classes: SpecialClass[];
  /** Type/id of the one document that is meant. */
  document: string | null;
  careFrom: string | null;
  careUntil: string | null;
  once: boolean;
  from: string;
  until: string | null;
  template: string | null;
  writer: string;
  madeAt: string;
  sentence: Words;
}

/** A rule as a resident wants it. */
export interface RuleDraft {
  id?: string;
  version?: number;
  effect: RuleEffect;
  institution: string | null;
  account: string | null;
  categories: Category[];
  classes: SpecialClass[];
  document: string | null;
  careFrom: string | null;
  careUntil: string | null;
  once: boolean;
  from: string | null;
  until: string | null;
  template: string | null;
}

/** A rule as residents commonly want it. */
export interface RuleTemplate {
  id: string;
  version: number;
  title: Words;
  hint: Words;
  effect: RuleEffect;
  to: 'everybody' | 'institution' | 'doctor';
  categories: Category[];
  classes: SpecialClass[];
  once: boolean;
  /** How long it holds; null for without end. */
  days: number | null;
}

export interface NewAccessRequest {
  patient: string;
  purpose: string;
  categories: Category[];
  classes: SpecialClass[];
  until: string;
  reason: string;
}

/** One look at a record, by a person or a system. */
export interface Look {
  id: string;
  at: string;
  who: { name: string; role: string };
  institution: Institution | null;
  purpose: string | null;
  what: Words;
  basis: Words;
  automatic: boolean;
  /** An open page asked again by itself; nobody came again. */
  refresh: boolean;
  outcome: 'shown' | 'refused';
  /** Whether there is a receipt of it in the log. */
  receipt: boolean;
  report: LookReport | null;
}

export type ReportOutcome = 'RIGHTFUL' | 'MISUSE' | 'UNCLEAR';

/** What a resident said of a look, and what came of it; no outcome while it waits. */
export interface LookReport {
  at: string;
  words: string;
  outcome: ReportOutcome | null;
  answer: string | null;
  answeredAt: string | null;
}

/** A reported look as the operator sees it: not whose record it was. */
export interface ReportCase {
  id: string;
  report: LookReport;
  at: string;
  name: string;
  role: Role;
  account: string;
  institution: Institution | null;
  purpose: string;
  basis: Words;
  interaction: string;
  automatic: boolean;
  shown: boolean;
}

export interface ReportPage {
  reports: ReportCase[];
  next: string | null;
}

/** The log of receipts. */
export interface LogState {
  log: string;
  suite: string;
  begun: string;
  size: number;
  waiting: number;
  head: { size: number; at: string; root: string; text: string } | null;
  keys: { id: string; suite: string; from: string; until: string | null }[];
  check: { at: string; size: number; from: number; wrong: { place: number; what: string }[] } | null;
}

export interface LookPage {
  looks: Look[];
  next: string | null;
}

/** The platform's one shape in which a decision explains itself. */
export interface Explanation {
  decided: string;
  rule: string;
  sentence: Words;
  facts: Reason[];
}

export interface Reason {
  name: string;
  finding: string;
  words: Words;
  /** Evidence for (positive) or against (negative), in bits. */
  weight: number;
}

/** One institution's registration of a person. */
export interface Member {
  patient: string;
  institution: Institution | null;
  name: string;
  gender?: string | null;
  birthDate: string | null;
  identifierTail: string | null;
  phoneTail?: string | null;
  /** The number at the institution, and the address: for stewards, who look people up by them. */
  localId?: string | null;
  address?: string | null;
  /** What was sent and says nothing about who it is. */
  notCompared?: NotCompared[];
  linkedAt: string | null;
  /** The registration that the explanation compares this one with. */
  comparedWith?: { patient: string; institution: Institution | null } | null;
  explanation: Explanation | null;
}

export interface NotCompared {
  field: string;
  shown: string;
  why: Words;
}

/** What a steward decided; undone as a whole, and kept for good. */
export interface StewardDecision {
  id: string;
  /** `unlink`: the first leaves the others. `replaced`: an institution merged two of its own. */
  kind: 'link' | 'unlink' | 'differ' | 'replaced';
  /** The registrations it is about, the one that was linked or parted first. */
  about: Member[];
  steward: string;
  reason: string;
  at: string;
  /** When it was undone, or later decisions took back all that it said; null while it holds. */
  overAt: string | null;
  overBy: string | null;
  overReason: string | null;
  /** An institution merged two whose names, birth dates or valid resident numbers contradict one another. */
  doubted: boolean;
}

/** What a steward looks somebody up by; empty for what is not told. */
export interface PersonSought {
  name: string;
  birthDate: string;
  number: string;
  person: string;
}

export interface PersonsFound {
  /** `registrations`: how many the person has; `found`: those of them that were found. */
  persons: { person: string; registrations: number; found: Member[] }[];
  /** Whether there are more than are told. */
  more: boolean;
  /** When the last registration of the person that was asked for by its number was deleted. */
  retiredAt: string | null;
}

/** A registration by its id and institution only. */
export interface RegistrationName {
  patient: string;
  institution: Institution | null;
}

/** Somebody who read a record through a link that was taken away. */
export interface MisledReader {
  account: string;
  name: string;
  role: Role;
  institution: Institution | null;
  automatic: boolean;
  looks: number;
  first: string;
  last: string;
  read: RegistrationName[];
}

/** That I read data of one person in another's record, before the two were parted. */
export interface Correction {
  id: string;
  at: string;
  looks: number;
  first: string;
  last: string;
  /** Of my institution, in whose record the data stood. */
  patients: { patient: string; name: string }[];
  /** Whose data did not belong there. */
  read: Institution[];
  seenAt: string | null;
}

/** Registrations that stood together as one person and were parted. */
export interface Parting {
  id: string;
  since: string;
  at: string;
  decidedBy: string;
  ones: RegistrationName[];
  others: RegistrationName[];
  readers: MisledReader[];
  /** False where there were more looks than were gone through. */
  whole: boolean;
}

export interface PersonExplanation {
  person: string;
  members: Member[];
}

/** How good one institution's registrations are. */
export interface InstitutionQuality {
  institution: Institution | null;
  registrations: number;
  withoutNumber: number;
  withoutBirthDate: number;
  withPlaceholder: number;
  /** Pairs of its own registrations that are, or may be, one person. */
  duplicates: number;
  /** Pairs that wait for a steward. */
  open: number;
}

export interface IndexQuality {
  /** When duplicates and open pairs were counted. */
  countedAt: string;
  institutions: InstitutionQuality[];
}

/** A time in which a registration belonged to one person. */
export interface LinkPeriod {
  patient: string | null;
  institution: Institution | null;
  person: string;
  since: string;
  until: string | null;
  /** `model`, a steward's account, or `institution/` and its code. */
  decidedBy: string;
  explanation: Explanation;
}

export interface PersonHistory {
  person: string;
  members: Member[];
  periods: LinkPeriod[];
  decisions: StewardDecision[];
}

/** Two registrations that may be one person; a steward decides. */
export interface PossibleLink {
  a: Member;
  b: Member;
  /** Who stands already with each: whoever joins the two joins all. */
  aWith: StandingWith;
  bWith: StandingWith;
  /** What all weighs together, in bits, the prior included. */
  bits: number;
  explanation: Explanation;
}

export interface StandingWith {
  /** Registrations of the person, this one included. */
  count: number;
  /** The first of the others. */
  others: Pick<Member, 'patient' | 'institution' | 'name' | 'birthDate' | 'identifierTail'>[];
}

/** A page of the queue, with the bounds by which the platform decides. */
export interface PossibleLinks {
  /** What is thought of any two registrations, in bits. */
  prior: number;
  /** From how many bits on the platform decides by itself, where no rule forbids it. */
  needed: number;
  pairs: PossibleLink[];
  next: string | null;
}

export interface WalkIn {
  patient: string;
  name: string;
  gender: string | null;
  birthDate: string | null;
  identifierTail: string | null;
  encounterAt: string | null;
  department: string | null;
  /** False for somebody whose record may not be opened: no visit, open or recent, at my institution. */
  inCare?: boolean;
}

export interface RecordSource {
  institution: Institution | null;
  patient: string | null;
  lastAt: string | null;
  count: number | null;
  state: 'shown' | 'withheld';
}

export type AccessState =
  'own-only' | 'granted' | 'requested' | 'refused' | 'revoked' | 'expired' | 'emergency' | 'law';

export interface RecordHeader {
  patient: string;
  person: string | null;
  name: string;
  gender: string | null;
  birthDate: string | null;
  identifierTail: string | null;
  allergies: (Words | string)[];
  sources: RecordSource[];
  access: { state: AccessState; until: string | null; sentence: Words | null };
  /** Whether this node asks other provinces. */
  connected: boolean;
  withheld: boolean;
  /** A rule of the resident keeps something back, whether there is any or not. */
  denied: boolean;
  /** The resident allows one look at what other institutions have. */
  once: boolean;
}

export interface EntryLine {
  label: Words | string;
  value: string | number | null;
  /** The value in words, where it is a code of FHIR. */
  words?: Words | null;
  unit: string | null;
  range: string | null;
  /** HL7 interpretation code: H, HH, L, LL, A, AA, N, POS, NEG. */
  flag: string | null;
}

export interface Entry {
  reference: string;
  category: Category;
  at: string | null;
  institution: Institution | null;
  title: Words | string;
  lines: EntryLine[];
  source?: Words | string | null;
}

export interface TimelinePage {
  entries: Entry[];
  next: string | null;
}

export interface HourCount {
  hour: number;
  received: number;
  refused?: number;
}

export interface IntakeSummary {
  received: number;
  stored: number;
  /** Refused or waiting first, stored by a later run. */
  resolved: number;
  refused: number;
  waiting: number;
  byHour: (HourCount | number)[];
  byReason: { code: string; count: number; what?: Words | string | null }[];
}

export type MessageState = 'STORED' | 'REFUSED' | 'WAITING' | 'RESOLVED';
export type Door = 'FHIR' | 'HL7V2' | 'CDA' | 'TABLE';

export interface Message {
  id: string;
  receivedAt: string;
  door: Door;
  /** Which institution sent it; null where it names none. */
  institution: Institution | null;
  kind: string | null;
  controlId: string | null;
  state: MessageState;
  code: string | null;
  what: string | null;
  patientMasked: string | null;
  attempts: number;
}

export interface MessagePage {
  messages: Message[];
  next: string | null;
}

export interface Attempt {
  at: string;
  by: string;
  state: MessageState;
  code: string | null;
  what: string | null;
}

export interface MessageDetail extends Omit<Message, 'attempts'> {
  why: string | null;
  mend: string | null;
  where: string[];
  /** Null where it belongs to another institution, or is not kept. */
  body: string | null;
  /** The text as it arrived, where it was mended since. */
  original: string | null;
  /** What the sender was really answered; what came of later runs was not sent. */
  acknowledgement: string | null;
  attempts: Attempt[];
  locations: string[];
  /** Fields that are kept in the original only, such as PID-3.6 or ZPD-2 ×3. */
  keptOnly: string[];
}

/** An institution that takes part, with the division in which it is (GB/T 2260). */
export interface RegisteredInstitution extends Institution {
  region: string;
}

/** A system of an institution, with the names of its public keys. */
export interface SendingSystem {
  id: string;
  name: string;
  institution: string;
  keys: string;
  active: boolean;
  createdAt: string;
  createdBy: string;
}

/** Somebody who may sign in. */
export interface Account {
  login: string;
  name: string;
  role: Role;
  institution: string | null;
  patient: string | null;
  active: boolean;
  factor: boolean;
  signedInAt: string | null;
  createdAt: string;
  createdBy: string;
}

export interface AccountPage {
  accounts: Account[];
  next: string | null;
}

/** A password that was just made; it can be read here and nowhere else. */
export interface Credential {
  login: string;
  password: string;
}

/** What an operator did. */
export interface Change {
  id: string;
  at: string;
  by: string;
  what: string;
  subject: string;
  detail: string;
}

export interface ChangePage {
  changes: Change[];
  next: string | null;
}

/** What an application of others asks. */
export interface AppQuestion {
  app: string;
  publisher: string;
  /** The host to which one is sent back. */
  back: string;
  scopes: { scope: string; about: Words; fixed: boolean }[];
  /** Of whom, where that is settled. */
  patient: string | null;
  patientName: string | null;
  needsPatient: boolean;
  /** How long at most it goes on by itself, where it asks for that. */
  days: number;
}

/** What I allowed an application. */
export interface AllowedApp {
  id: string;
  app: string;
  scopes: Words[];
  patient: string | null;
  grantedAt: string;
  until: string;
}

/** An application that the record page opens. */
export interface LaunchableApp {
  id: string;
  name: string;
  publisher: string;
}

/** An application of others as the operator registered it. */
export interface RegisteredApp {
  id: string;
  name: string;
  publisher: string;
  redirects: string[];
  launchUri: string | null;
  scopes: string[];
  active: boolean;
}

/** Somebody opened the text of a message. */
export interface MessageLook {
  id: string;
  at: string;
  message: string;
  institution: Institution | null;
  account: string;
  name: string;
  role: Role;
  worksFor: Institution | null;
}

export interface MessageLookPage {
  looks: MessageLook[];
  next: string | null;
}

/** Where a province stands that was asked for what it has of somebody. */
export type AbroadState =
  'asking' | 'answered' | 'waiting' | 'no-authorisation' | 'no-record' | 'not-offered' | 'unreachable';

/** One line of what other provinces have. */
export type AbroadLine =
  | { line: 'row'; province: string; name: string; state: AbroadState; until: string | null; code: string | null }
  | { line: 'entries'; province: string; entries: Entry[] }
  /** There is more: what to pass for it. */
  | { line: 'next'; province: string; token: string }
  /** The province has given all it gives; what it showed stays only where its state is `answered`. */
  | { line: 'end'; province: string; state: AbroadState };

/** What a doctor wishes to see of what other provinces have. */
export type AbroadWish = Pick<NewAccessRequest, 'categories' | 'classes' | 'until' | 'reason'>;

/** A node among others, as this one knows it. */
export interface NodeLine {
  id: string;
  name: string;
  endpoint: string;
  suite: string;
  fingerprint: string;
  keys: string[];
  state: 'admitted' | 'retired';
  from: string;
  lastAt: string | null;
  failedAt: string | null;
  failure: string | null;
  /** Its clock less ours. */
  offsetMillis: number | null;
  index: { epoch: number; sequence: number; at: string } | null;
}

export interface NodeView {
  self: {
    id: string;
    name: string;
    role: 'nation' | 'province';
    endpoint: string;
    /** Whether other nodes can speak to it. */
    open: boolean;
    suite: string;
    keyId: string;
    fingerprint: string;
    version: number;
    /** Whether a province follows a nation. */
    following: boolean;
    lag: { changed: number; waiting: number; epoch: number; sequence: number; complete: boolean } | null;
  };
  nodes: NodeLine[];
}

export interface NodeCompared {
  here: { digest: string; entries: number };
  there: { digest: string; entries: number };
  same: boolean;
}

/** What was said between two nodes. */
export interface NodeReceipt {
  sender: string;
  receiver: string;
  path: string;
  purpose: string;
  at: string;
  nonce: string;
  /** Whether the receiver signed for it. */
  complete: boolean;
}

/** Why a resident could not be asked. */
export const GROUNDS = ['UNCONSCIOUS', 'LIFE_THREATENING', 'NOBODY_TO_ASK', 'OTHER'] as const;

/** A doctor opened what the resident could not allow. */
export interface Emergency {
  id: string;
  /** Null for a reviewer. */
  patient: string | null;
  name: string;
  institution: Institution;
  ground: Words;
  words: string;
  openedAt: string;
  until: string;
  /** Ended before its time; null for never. */
  endedAt: string | null;
  verdict: 'JUSTIFIED' | 'UNJUSTIFIED' | null;
  reviewWords: string | null;
}

interface Kind {
  code: string;
  text: Words;
}

/** A statutory rule as it is on a day. */
export interface Law {
  id: string;
  version: number;
  from: string;
  until: string | null;
  /** Whether somebody compared the article with the text. */
  verified: boolean;
  title: Words;
  law: Words;
  purpose: string;
  role: Role;
  kinds: string[];
  place: 'OWN_REGION' | 'NODE';
  categories: Kind[];
  classes: Kind[];
  careDays: number;
  hours: number;
  tell: 'AT_ONCE' | 'LATER' | 'NOT_BEFORE';
  tellDays: number;
  document: boolean;
  confirm: boolean;
  overDenial: boolean;
}

/** A reading by law. */
export interface Lawful {
  id: string;
  /** Null for a reviewer. */
  patient: string | null;
  /** Name of the person; masked for a reviewer. */
  about: string;
  name: string;
  role: Role;
  institution: Institution | null;
  basis: Words;
  authority: string;
  document: string | null;
  words: string;
  categories: Kind[];
  careFrom: string | null;
  careUntil: string | null;
  askedAt: string;
  until: string;
  state: 'WAITING' | 'REFUSED' | 'OPEN' | 'ENDED';
  answerWords: string | null;
  tellAt: string;
}

/** What a reviewer sees of it: nothing of the record. */
export interface EmergencyCase {
  emergency: Emergency;
  account: string;
  /** Masked name. */
  patient: string;
  reviewBy: string;
  reviewedAt: string | null;
  /** How often the doctor looked at what other institutions have. */
  looks: number;
}

export interface EmergencyQueue {
  emergencies: EmergencyCase[];
  next: string | null;
}

/** Unusual reading of one reader. */
export interface SentinelCase {
  id: string;
  account: string;
  name: string;
  institution: Institution | null;
  from: string;
  until: string;
  /** Bits: how surprising all of it is. */
  score: number;
  patients: number;
  why: Explanation;
  state: string;
  /** The strongest that the policy took by itself. */
  measure: string;
  /** How the account's reading is held back now. */
  reading: string;
}

export interface SentinelLook {
  at: string;
  /** Masked name. */
  patient: string;
  basis: Words;
  interaction: string;
  shown: boolean;
  terminal: string | null;
}

export interface SentinelAction {
  at: string;
  by: string;
  what: string;
  words: string;
}

export interface SentinelWhole {
  found: SentinelCase;
  looks: SentinelLook[];
  actions: SentinelAction[];
}

/** A file of a table, as far as it has come. */
export interface TableLoad {
  id: number;
  dataset: string;
  name: string;
  receivedAt: string;
  bytes: number;
  bytesRead: number;
  state: 'RECEIVING' | 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  code: string | null;
  what: string | null;
  why: string | null;
  mend: string | null;
  positions: string[];
  /** Version of the mapping that its rows were last read by. */
  mapping: string;
  rows: number;
  stored: number;
  refused: number;
  waiting: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Columns that the mapping does not know. */
  unread: string[];
}

export interface TableLoadPage {
  loads: TableLoad[];
  next: string | null;
}

/** Rows that one rule refused; lines, messages, positions and patients are of the same three of them. */
export interface TableFinding {
  code: string;
  what: string;
  why: string;
  mend: string;
  rows: number;
  lines: number[];
  messages: number[];
  positions: string[];
  patients: string[];
}

export interface TableLoadDetail {
  load: TableLoad;
  findings: TableFinding[];
}

export interface TableRechecked {
  ran: number;
  resolved: number;
  refused: number;
  waiting: number;
  /** The line where the following request continues; null at the end. */
  next: number | null;
}

/** What would become of the first rows of a table. */
export interface TablePreview {
  dataset: string;
  zh: string;
  en: string;
  mapping: string;
  format: string;
  charset: string | null;
  headers: { header: string; column: string | null }[];
  columns: { name: string; zh: string; en: string; element: string; type: string; required: boolean }[];
  /** Columns that must be there and are not. */
  missing: string[];
  fits: { dataset: string; zh: string; en: string; columns: number; complete: boolean }[];
  rows: number;
  good: number;
  shown: {
    line: number;
    cells: Record<string, string>;
    resources: Record<string, unknown>[];
    code: string | null;
    what: string | null;
    mend: string | null;
    positions: string[];
  }[];
  found: { code: string; what: string; why: string; mend: string; rows: number; lines: number[]; columns: string[] }[];
}
