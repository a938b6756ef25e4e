/** What the development server answers, and what changes in it: requests, consents, looks, links. */
import { entries, institutions, members, messages, possible, walkIns } from './sample.mjs';
import { HEALTH_CODE } from './healthcode.mjs';
import { find, rerun, short, summary } from './intake.mjs';
import {
  activate,
  changes,
  fileInstitution,
  found,
  log,
  makeAccount,
  newPassword,
  people,
  registered,
  registerSystem,
  systems,
} from './participants.mjs';

const CATEGORY_WORDS = {
  visits: ['就诊', 'visits'],
  diagnoses: ['诊断', 'diagnoses'],
  laboratory: ['检验', 'laboratory'],
  examinations: ['检查', 'examinations'],
  medicines: ['用药', 'medicines'],
  vaccinations: ['接种', 'vaccinations'],
  procedures: ['手术操作', 'procedures'],
  allergies: ['过敏', 'allergies'],
  documents: ['文书', 'documents'],
};
const requests = [];
const looks = [];
const listeners = new Set();
const decisions = [];

/** A refusal in the platform's form. */
export class Refusal extends Error {
  constructor(status, code, detail, why, mend) {
    super(detail);
    this.body = { type: 'about:blank', title: detail, status, detail, code, why, mend, where: [] };
  }
}

export function subscribe(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': open\n\n');
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
}

function tell(event) {
  for (const response of listeners) response.write(`event: ${event}\ndata: {}\n\n`);
}

const ROUTES = [
  ['GET', /^\/api\/access\/requests$/, (_, url, __, session) => ({ requests: about(session, url.searchParams) })],
  ['POST', /^\/api\/access\/requests$/, (_, __, body, session) => ask(body, session)],
  ['GET', /^\/api\/access\/requests\/preview$/, (_, url) => preview(url.searchParams)],
  ['POST', /^\/api\/access\/requests\/([^/]+)\/answer$/, ([id], _, body) => answer(id, body)],
  ['POST', /^\/api\/access\/requests\/([^/]+)\/revoke$/, ([id]) => change(id, 'REVOKED', 'revoked')],
  ['GET', /^\/api\/access\/looks$/, () => ({ looks, next: null })],
  [
    'GET',
    /^\/api\/directory\/institutions$/,
    (_, url) => ({ institutions: registered(url.searchParams.get('query')) }),
  ],
  ['POST', /^\/api\/access\/institutions$/, (_, __, body, session) => fileInstitution(body, session)],
  ['GET', /^\/api\/access\/systems$/, (_, url) => ({ systems: found(systems, url.searchParams) })],
  ['POST', /^\/api\/access\/systems$/, (_, __, body, session) => registerSystem(body, session)],
  ['POST', /^\/api\/access\/systems\/([^/]+)\/keys$/, ([id], _, __, session) => log(session, 'KEYS_REPLACED', id)],
  ['POST', /^\/api\/access\/systems\/([^/]+)\/active$/, ([id], _, body) => activate(systems, 'id', id, body)],
  ['GET', /^\/api\/access\/accounts$/, (_, url) => ({ accounts: found(people, url.searchParams), next: null })],
  ['POST', /^\/api\/access\/accounts$/, (_, __, body, session) => makeAccount(body, session)],
  ['POST', /^\/api\/access\/accounts\/([^/]+)\/password$/, ([login], _, __, session) => newPassword(login, session)],
  ['POST', /^\/api\/access\/accounts\/([^/]+)\/active$/, ([login], _, body) => activate(people, 'login', login, body)],
  ['GET', /^\/api\/access\/changes$/, () => ({ changes, next: null })],
  ['GET', /^\/api\/intake\/looks$/, () => ({ looks: [], next: null })],
  ['GET', /^\/api\/person\/([^/]+)\/explanation$/, ([id]) => ({ person: id, members: membersOf(id) })],
  [
    'GET',
    /^\/api\/person\/possible$/,
    (_, url) => ({ pairs: possibleOf(url.searchParams.get('institution')), next: null }),
  ],
  ['GET', /^\/api\/person\/quality$/, () => quality()],
  ['GET', /^\/api\/person\/([^/]+)\/history$/, ([id]) => historyOf(id)],
  ['POST', /^\/api\/person\/search$/, (_, __, body) => seek(body)],
  ['GET', /^\/api\/access\/partings$/, () => ({ partings: partings(), next: null })],
  ['POST', /^\/api\/person\/(link|unlink)$/, ([verb], _, body, session) => decide(verb, body, session)],
  ['GET', /^\/api\/person\/decisions$/, () => ({ decisions })],
  ['POST', /^\/api\/person\/decisions\/([^/]+)\/undo$/, ([id], _, __, session) => undo(id, session)],
  ['GET', /^\/api\/intake\/summary$/, () => summary()],
  ['GET', /^\/api\/intake\/messages$/, (_, url) => page(url.searchParams)],
  ['GET', /^\/api\/intake\/messages\/([^/]+)$/, ([id]) => find(id)],
  ['POST', /^\/api\/intake\/messages\/([^/]+)\/rerun$/, ([id], _, body, session) => rerun(id, body.body, session.name)],
  ['GET', /^\/api\/portal\/walk-ins$/, (_, url) => ({ patients: search(url.searchParams.get('query')) })],
  ['GET', /^\/api\/portal\/record\/([^/]+)$/, ([id], _, __, session) => header(id, session)],
  [
    'GET',
    /^\/api\/portal\/record\/([^/]+)\/timeline$/,
    ([id], url, __, session) => timeline(id, url.searchParams, session),
  ],
  ['GET', /^\/api\/portal\/me$/, () => header('b-1', null)],
  ['GET', /^\/api\/portal\/me\/timeline$/, (_, url) => cut(entries, url.searchParams)],
];

export function route(method, url, body, session) {
  for (const [of, pattern, handle] of [...ROUTES, ...HEALTH_CODE]) {
    const match = of === method && pattern.exec(url.pathname);
    if (match) return handle(match.slice(1).map(decodeURIComponent), url, body, session) ?? {};
  }
  throw new Refusal(404, 'portal.no-such-address', 'There is no such address.', 'It is not known.', 'Go back.');
}

function decide(verb, { patient, from, reason }, session) {
  const whole = verb === 'unlink' && !from;
  const [pair] = whole ? [null] : possible.splice(0, 1);
  const [first, ...rest] = whole ? [...members].sort((one) => (one.patient === patient ? -1 : 1)) : [pair.a, pair.b];
  decisions.unshift({
    id: `d-${decisions.length + 1}`,
    kind: verb === 'link' ? 'link' : whole ? 'unlink' : 'differ',
    about: [first, ...rest],
    pair,
    steward: session.account,
    reason,
    at: new Date().toISOString(),
    overAt: null,
    overBy: null,
  });
}

function seek({ name, birthDate, number, person }) {
  if (person === '9') return { persons: [], more: false, retiredAt: '2026-05-01T02:00:00Z' };
  const found = members.filter(
    (one) =>
      person === '42' ||
      (number !== '' && one.identifierTail && number.endsWith(one.identifierTail)) ||
      (one.name === name && one.birthDate === birthDate),
  );
  return { persons: found.length === 0 ? [] : [{ person: '42', found }], more: false, retiredAt: null };
}

function partings() {
  const side = ({ patient, institution }) => ({ patient, institution });
  const [one, other] = members;
  return [
    {
      id: '7',
      since: '2026-03-02T01:00:00Z',
      at: '2026-05-03T02:10:00Z',
      decidedBy: 'steward',
      ones: [side(other)],
      others: [side(one)],
      readers: [
        {
          account: 'doctor',
          name: '周文静',
          role: 'DOCTOR',
          institution: institutions.b,
          automatic: false,
          looks: 3,
          first: '2026-03-09T01:00:00Z',
          last: '2026-04-20T06:30:00Z',
          read: [side(other)],
        },
      ],
      whole: true,
    },
    {
      id: '6',
      since: '2026-02-02T01:00:00Z',
      at: '2026-02-03T02:10:00Z',
      decidedBy: 'model',
      ones: [side(one)],
      others: [],
      readers: [],
      whole: true,
    },
  ];
}

function undo(id, session) {
  const found = decisions.find((one) => one.id === id);
  Object.assign(found, { overAt: new Date().toISOString(), overBy: session.account });
  if (found.pair) possible.push(found.pair);
}

function about(session, filter) {
  const mine = (one) =>
    session.role === 'RESIDENT' ? one.patient === 'b-1' : one.requester.account === session.account;
  const asked = (one) => ['state', 'patient'].every((name) => !filter.get(name) || one[name] === filter.get(name));
  return requests.filter((one) => mine(one) && asked(one));
}

function ask({ patient, purpose, categories, classes = [], until, reason }, session) {
  const request = {
    id: `r-${requests.length + 1}`,
    state: 'REQUESTED',
    patient,
    requester: { account: session.account, name: session.name },
    institution: session.institution,
    purpose,
    categories,
    classes,
    from: null,
    until,
    reason,
    askedAt: new Date().toISOString(),
    answeredAt: null,
  };
  request.sentence = sentence(request);
  requests.unshift(request);
  tell('request');
  return request;
}

function sentence({ institution, requester, categories, until, state }) {
  const at = new Date(until);
  const words = (index, comma) =>
    categories.length === 0
      ? ['全部记录', 'the whole record'][index]
      : categories.map((one) => CATEGORY_WORDS[one][index]).join(comma);
  const when = (language) =>
    at.toLocaleString(language, {
      timeZone: 'Asia/Shanghai',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  return {
    zh: `${institution.name}的${requester.name}医生在${when('zh-CN')}前${state === 'REQUESTED' ? '想看' : '可以看'}您的${words(0, '、')}，不含精神科等特别保护的内容。`,
    en: `Dr ${requester.name} of ${institution.name} may see ${words(1, ', ')} until ${when('en-GB')}, without specially protected content.`,
  };
}

function preview(search) {
  const categories = search.get('categories')?.split(',') ?? [];
  return { sentence: sentence({ ...request(search.get('id')), categories, until: search.get('until') }) };
}

function request(id) {
  const found = requests.find((one) => one.id === id);
  if (!found)
    throw new Refusal(404, 'access.no-such-request', 'There is no such request.', 'The id is not known.', 'Go back.');
  return found;
}

function answer(id, { grant, categories, classes, until }) {
  const found = request(id);
  Object.assign(found, categories ? { categories } : {}, classes ? { classes } : {}, until ? { until } : {});
  found.sentence = sentence(found);
  return change(id, grant ? 'GRANTED' : 'REFUSED', 'answer');
}

function change(id, state, event) {
  Object.assign(request(id), { state, answeredAt: new Date().toISOString() });
  tell(event);
  return request(id);
}

const latest = (patient, session) =>
  requests.find((one) => one.patient === patient && one.requester.account === session?.account);

function possibleOf(institution) {
  return possible.filter(({ a, b }) => !institution || [a, b].some((side) => side.institution.code === institution));
}

function quality() {
  return {
    countedAt: new Date().toISOString(),
    institutions: Object.values(institutions).map((institution, index) => ({
      institution,
      registrations: 48_213 - 14_000 * index,
      withoutNumber: 3_120 + 17 * index,
      withoutBirthDate: 210 * index,
      withPlaceholder: 88 + index,
      duplicates: 640 - 100 * index,
      open: possibleOf(institution.code).length,
    })),
  };
}

function historyOf(patient) {
  const pair = possible.find(({ a, b }) => a.patient === patient || b.patient === patient);
  const member = pair?.a.patient === patient ? pair.a : (pair?.b ?? membersOf(patient)[0]);
  const alone = {
    zh: '尚无其他机构的登记与之为同一人',
    en: 'No other registration is known to be of the same person.',
  };
  const period = (since, until, decidedBy, person) => ({
    patient,
    institution: member.institution,
    person,
    since,
    until,
    decidedBy,
    explanation: { decided: 'alone', rule: 'person.alone@1', sentence: alone, facts: [] },
  });
  return {
    person: '1042',
    members: patient === 'b-1' ? members : [member],
    periods: [
      period('2026-05-03T02:10:00Z', null, 'li.steward', '1042'),
      period('2026-04-01T01:00:00Z', '2026-05-03T02:10:00Z', 'model', '77'),
    ],
    decisions: decisions.filter(({ about }) => about.some((one) => one.patient === patient)),
  };
}

function membersOf(patient) {
  return patient === 'b-1'
    ? members
    : [{ ...walkIns.find((one) => one.patient === patient), institution: institutions.b }];
}

function header(patient, session) {
  const self = walkIns.find((one) => one.patient === patient);
  if (!self)
    throw new Refusal(
      404,
      'portal.no-such-patient',
      'There is no such patient here.',
      'Only patients of your institution are shown.',
      'Search again.',
    );
  const consent = latest(patient, session);
  const granted = consent?.state === 'GRANTED';
  const sources = membersOf(patient).map((member) => {
    const shown = session === null || member.institution === session.institution || granted;
    const own = entries.filter((one) => one.institution === member.institution && patient === 'b-1');
    return {
      institution: member.institution,
      patient: shown ? member.patient : null,
      lastAt: shown ? (own[0]?.at ?? null) : null,
      count: shown ? own.length : null,
      state: shown ? 'shown' : 'withheld',
    };
  });
  return {
    ...self,
    person: `person-${patient}`,
    allergies: patient === 'b-1' && granted ? [{ zh: '青霉素（皮疹）', en: 'Penicillin (rash)' }] : [],
    sources,
    access: {
      state: consent ? consent.state.toLowerCase() : 'own-only',
      until: granted ? consent.until : null,
      sentence: granted ? consent.sentence : null,
    },
    withheld: sources.some(({ state }) => state === 'withheld'),
  };
}

function timeline(patient, filter, session) {
  const consent = latest(patient, session);
  const granted = consent?.state === 'GRANTED';
  const foreign = filter.get('institution') && filter.get('institution') !== session.institution.code;
  const refused = foreign && !granted;
  if (patient === 'b-1') look(session, refused);
  if (refused)
    throw new Refusal(
      403,
      'access.not-permitted',
      '您不能查看这个机构的记录',
      '居民没有同意，或已撤回授权。',
      '请居民授权后再看；本院记录不受影响。',
    );
  const open = (one) =>
    one.institution === session.institution ||
    (granted && (consent.categories.length === 0 || consent.categories.includes(one.category)));
  return cut(patient === 'b-1' ? entries.filter(open) : [], filter);
}

function look(session, refused) {
  looks.unshift({
    id: `l-${looks.length + 1}`,
    at: new Date().toISOString(),
    who: { name: session.name, role: session.role },
    institution: session.institution,
    purpose: 'CARE',
    what: { zh: '健康记录时间轴', en: 'Record timeline' },
    basis: refused
      ? { zh: '没有有效的授权', en: 'No consent in force' }
      : { zh: '正在本院就诊', en: 'Being treated there' },
    automatic: false,
    outcome: refused ? 'refused' : 'shown',
  });
}

const PAGE = 6;

/** Small pages, so that paging shows with little data. */
function cut(all, filter) {
  const asked = all.filter(
    (one) =>
      (!filter.get('category') || one.category === filter.get('category')) &&
      (!filter.get('institution') || one.institution.code === filter.get('institution')),
  );
  const from = Number(filter.get('before') ?? 0);
  return { entries: asked.slice(from, from + PAGE), next: from + PAGE < asked.length ? String(from + PAGE) : null };
}

function search(query) {
  return query
    ? walkIns.filter(({ name, identifierTail }) => name.includes(query) || identifierTail === query)
    : walkIns;
}

function page(filter) {
  const asked = (one) => ['state', 'door', 'code'].every((name) => !filter.get(name) || one[name] === filter.get(name));
  return { messages: messages.filter(asked).map(short), next: null };
}
