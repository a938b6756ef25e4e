/** The health code as the development server keeps it: one code, good once, for two minutes. */
import encode from 'qr';
import { Refusal } from './town.mjs';

const LIFE = 120_000;
const name = '王**';
const shown = new Map();
const uses = [];
const events = [];
const cards = [];
let code = null;
let serial = 0;

const iso = (at) => new Date(at).toISOString();
const note = (what) => events.unshift({ at: iso(Date.now()), what, institution: null });

function own() {
  return { codes: code ? [{ code, name, guardianship: null }] : [], guardians: [] };
}

function apply() {
  if (!code) {
    const validUntil = iso(Date.now() + 10 * 365 * 86_400_000);
    code = { id: `code-${++serial}`, state: 'ACTIVE', issuedAt: iso(Date.now()), validUntil, printed: false };
    note('applied');
  }
  return code;
}

/** What is shown says its purpose in the third byte, as the platform's does; everything else is noise. */
function show(purpose, form = 'DYNAMIC') {
  const bytes = [1, form === 'PRINTED' ? 1 : 0, purpose === 'READ' ? 1 : 0];
  const noise = crypto.getRandomValues(new Uint8Array(105));
  const text = `TM1.${Buffer.from([...bytes, ...noise]).toString('base64url')}`;
  const until = form === 'PRINTED' ? Date.parse(code.validUntil) : Date.now() + LIFE;
  shown.set(text, { purpose, form, until, used: false });
  const svg = encode(text, 'svg', { ecc: 'medium', border: 4 });
  return { code: code.id, text, purpose, issuedAt: iso(Date.now()), until: iso(until), svg };
}

function change(verb) {
  const states = { lost: 'LOST', found: 'ACTIVE', cancel: 'CANCELLED', renew: code.state };
  code.state = states[verb];
  note({ lost: 'lost', found: 'found', cancel: 'cancelled', renew: 'renewed' }[verb]);
  const changed = code;
  if (verb === 'cancel') code = null;
  return changed;
}

const REFUSED = {
  MALFORMED: ['这不是健康码，或内容不完整', 'this is no health code, or not all of it'],
  LOST: ['该健康码已挂失', 'reported lost'],
  EXPIRED: ['已过有效期，请居民刷新后重新出示', 'past its life: the resident shows a fresh one'],
  REPLAYED: ['该码已使用过，请居民刷新后重新出示', 'used before: the resident shows a fresh one'],
  WRONG_PURPOSE: ['居民出示的用途不含本次用途', 'not shown for this purpose'],
};

function refusalOf(found, purpose) {
  if (!found) return 'MALFORMED';
  if (found.until < Date.now()) return 'EXPIRED';
  if (found.form === 'DYNAMIC' && purpose === 'READ' && found.purpose !== 'READ') return 'WRONG_PURPOSE';
  if (code?.state !== 'ACTIVE') return 'LOST';
  return found.used && found.form === 'DYNAMIC' ? 'REPLAYED' : null;
}

function verify({ text, purpose, factor }) {
  const found = shown.get(text);
  const refusal = refusalOf(found, purpose);
  if (refusal) {
    const [zh, en] = REFUSED[refusal];
    return { accepted: false, code: null, refusal, words: { zh, en } };
  }
  found.used = true;
  const factorWanted = found.form === 'PRINTED' && !factor;
  const holder = factorWanted
    ? { name, gender: null, birthDate: null, identifierTail: null }
    : { name: '王晓梅', gender: 'female', birthDate: '1978-03-12', identifierTail: '9986' };
  const reads = purpose === 'READ' && found.form === 'DYNAMIC';
  return {
    accepted: true,
    code: {
      code: code.id,
      form: found.form,
      purpose,
      holder,
      index: 'dev-index',
      factorWanted,
      readUntil: reads ? iso(Date.now() + 4 * 3_600_000) : null,
      readAsked: null,
      local: factorWanted ? null : { patient: 'b-1', inCare: true },
    },
    refusal: null,
    words: null,
  };
}

function report({ reports: [use] }, { institution }) {
  uses.unshift({ code: use.code, institution, scene: use.scene, channel: use.channel, at: use.at });
  return { reports: { [use.id]: 'RECORDED' } };
}

function statistics() {
  const counts = new Map();
  for (const { institution, scene, channel, at } of uses) {
    const row = {
      institution: institution.code,
      scene,
      channel,
      day: iso(Date.parse(at) + 8 * 3_600_000).slice(0, 10),
    };
    const key = JSON.stringify(row);
    counts.set(key, { ...row, uses: (counts.get(key)?.uses ?? 0) + 1 });
  }
  const institutions = new Map(uses.map(({ institution }) => [institution.code, institution]));
  return { usage: [...counts.values()], institutions: [...institutions.values()] };
}

function map({ kind, number }, { institution }) {
  const local = kind === 'HOSPITAL_CARD' || kind === 'LOCAL_PATIENT';
  const card = {
    id: `card-${cards.length}`,
    kind,
    institution: local ? institution : null,
    number: `****${number.slice(-3)}`,
  };
  cards.push(card);
  return card;
}

function unmap(id) {
  const at = cards.findIndex((card) => card.id === id);
  if (at < 0) throw new Refusal(404, 'healthcode.no-such-code', '没有这样的健康码。', '它不在这里。', '刷新后再试。');
  cards.splice(at, 1);
}

export const HEALTH_CODE = [
  ['GET', /^\/api\/health-code\/me$/, own],
  ['POST', /^\/api\/health-code\/codes$/, apply],
  ['POST', /^\/api\/health-code\/codes\/[^/]+\/dynamic$/, (_, __, { purpose }) => show(purpose)],
  ['POST', /^\/api\/health-code\/codes\/[^/]+\/print$/, () => show('IDENTIFY', 'PRINTED')],
  ['POST', /^\/api\/health-code\/codes\/[^/]+\/(lost|found|cancel|renew)$/, ([verb]) => change(verb)],
  ['GET', /^\/api\/health-code\/codes\/[^/]+\/cards$/, () => ({ cards })],
  ['POST', /^\/api\/health-code\/codes\/[^/]+\/cards$/, (_, __, body, session) => map(body, session)],
  ['DELETE', /^\/api\/health-code\/codes\/[^/]+\/cards\/([^/]+)$/, ([id]) => unmap(id)],
  ['GET', /^\/api\/health-code\/codes\/[^/]+\/uses$/, () => ({ uses })],
  ['GET', /^\/api\/health-code\/codes\/[^/]+\/events$/, () => ({ events })],
  ['POST', /^\/api\/health-code\/verify$/, (_, __, body) => verify(body)],
  ['POST', /^\/api\/health-code\/uses$/, (_, __, body, session) => report(body, session)],
  ['GET', /^\/api\/health-code\/statistics$/, statistics],
];
