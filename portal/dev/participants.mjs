/** Who takes part, as the development server keeps it: institutions, systems, accounts, and what was changed. */
import { accounts, institutions } from './sample.mjs';
import { Refusal } from './town.mjs';

const filed = Object.values(institutions).map((one) => ({ ...one, region: '330100' }));
export const systems = [];
export const changes = [];
export const people = accounts.map(({ account, name, role, institution }) => ({
  login: account,
  name,
  role,
  institution: institution?.code ?? null,
  patient: null,
  active: true,
  createdAt: new Date().toISOString(),
  createdBy: 'dev',
}));

export function log(session, what, subject, detail = '') {
  const at = new Date().toISOString();
  changes.unshift({ id: String(changes.length + 1), at, by: session.account, what, subject, detail });
}

export function registered(query) {
  return filed.filter((one) => !query || one.code === query || one.name.includes(query));
}

export function fileInstitution({ code, name, region }, session) {
  if (code.length !== 18)
    throw new Refusal(422, 'kernel.uscc-malformed', 'The code does not have 18 places.', 'GB 32100.', 'Read it again.');
  const before = filed.find((one) => one.code === code);
  if (before) Object.assign(before, { name, region });
  else filed.push({ code, name, region: region || code.slice(2, 8) });
  log(session, 'INSTITUTION_FILED', code, name);
  return { code, name, region };
}

export function found(list, search) {
  const query = search.get('query');
  return list.filter((one) => !query || JSON.stringify(one).includes(query));
}

export function registerSystem({ id, name, institution, keys }, session) {
  const createdAt = new Date().toISOString();
  const kid = JSON.parse(keys).kid ?? 'key';
  systems.push({ id, name, institution, keys: kid, active: true, createdAt, createdBy: session.account });
  log(session, 'SYSTEM_REGISTERED', id, institution);
  return { systems };
}

export function makeAccount({ login, name, role, institution, patient }, session) {
  const own = { institution: institution ?? null, patient: patient ?? null };
  people.push({ login, name, role, ...own, active: true, createdAt: new Date().toISOString(), createdBy: 'dev' });
  log(session, 'ACCOUNT_MADE', login, role);
  return secret(login);
}

export function newPassword(login, session) {
  log(session, 'PASSWORD_REPLACED', login);
  return secret(login);
}

export function activate(list, key, value, { active }) {
  Object.assign(
    list.find((one) => one[key] === value),
    { active },
  );
}

function secret(login) {
  const password = Math.random().toString(36).slice(2).padEnd(20, 'x');
  const { name, role } = people.find((one) => one.login === login);
  accounts.push({ account: login, password, name, role, institution: null, person: null });
  return { login, password };
}
