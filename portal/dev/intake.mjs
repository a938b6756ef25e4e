/** The part of the development server that takes messages: a journal, and an MLLP door that knows one rule. */
import { createServer } from 'node:net';
import { messages } from './sample.mjs';
import { Refusal } from './town.mjs';

const FUTURE = {
  code: 'person.birth-date-in-future',
  what: '出生日期在将来',
  why: '出生日期不能晚于消息时间。',
  mend: '改正 PID-7 后重新处理。',
  where: ['PID-7'],
};

/** The one rule: a birth date lies in the past. */
function judge(message, by) {
  const birth = /^PID\|(?:[^|]*\|){6}(\d{8})/m.exec(message.body.replaceAll('\r', '\n'))?.[1];
  const wrong = birth !== undefined && birth > new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const state = wrong ? 'REFUSED' : message.attempts.length > 0 ? 'RESOLVED' : 'STORED';
  Object.assign(message, { code: null, what: null, why: null, mend: null, where: [], state }, wrong ? FUTURE : {});
  if (!wrong) message.locations = [`Patient/${message.id}`, `Encounter/${message.id}`];
  message.attempts.push({ at: new Date().toISOString(), by, state, code: message.code, what: message.what });
}

export function rerun(id, body, by) {
  const message = find(id);
  if (body) {
    message.original ??= message.body;
    message.body = body;
  }
  judge(message, by);
  return short(message);
}

export function find(id) {
  const message = messages.find((one) => one.id === id);
  if (!message)
    throw new Refusal(
      404,
      'intake.no-such-message',
      'There is no such message.',
      'The id is not known.',
      'Go back to the list.',
    );
  return message;
}

export function short({ why, mend, where, body, original, acknowledgement, locations, ...message }) {
  return { ...message, attempts: message.attempts.length };
}

export function summary() {
  const count = (...states) => messages.filter(({ state }) => states.includes(state)).length;
  const reasons = Map.groupBy ? Map.groupBy(messages, ({ code }) => code) : group(messages);
  const hour = (message) => (new Date(message.receivedAt).getUTCHours() + 8) % 24;
  return {
    received: messages.length + 412,
    stored: count('STORED', 'RESOLVED') + 412,
    refused: count('REFUSED'),
    waiting: count('WAITING'),
    byHour: Array.from({ length: 24 }, (_, at) => ({
      hour: at,
      received:
        messages.filter((one) => hour(one) === at).length +
        [0, 3, 12, 41, 62, 55][Math.max(0, Math.min(5, at - 4))] * (at < 10),
      refused: messages.filter((one) => hour(one) === at && one.state === 'REFUSED').length,
    })),
    byReason: [...reasons].filter(([code]) => code).map(([code, of]) => ({ code, count: of.length })),
  };
}

function group(all) {
  const groups = new Map();
  for (const one of all) groups.set(one.code, [...(groups.get(one.code) ?? []), one]);
  return groups;
}

export function listenMllp(port) {
  createServer((socket) => {
    let received = '';
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
      const end = received.indexOf('\x1c\r');
      if (end < 0) return;
      const body = received.slice(received.indexOf('\x0b') + 1, end);
      received = received.slice(end + 2);
      const field = (number) => body.split('\r')[0].split('|')[number - 1] ?? '';
      const message = {
        id: `m-${messages.length + 1}`,
        receivedAt: new Date().toISOString(),
        door: 'HL7V2',
        kind: field(9),
        controlId: field(10),
        patientMasked: '*',
        body,
        attempts: [],
        locations: [],
      };
      judge(message, field(3));
      message.acknowledgement = `MSH|^~\\&|TONGMAI\rMSA|${message.code ? 'AE' : 'AA'}|${message.controlId}`;
      messages.unshift(message);
      socket.write(`\x0b${message.acknowledgement}\r\x1c\r`);
    });
  }).listen(port, '127.0.0.1');
}
