/** The HL7 v2 door of the platform. */
import { connect } from 'node:net';

const [HOST, PORT] = (process.env.TONGMAI_MLLP ?? '127.0.0.1:2575').split(':');

/** Sends one message in its MLLP frame and waits for the acknowledgement. */
export function send(message) {
  return new Promise((done, fail) => {
    const socket = connect(Number(PORT), HOST, () => socket.write(`\x0b${message}\x1c\r`));
    let answer = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('no acknowledgement in 10 s')));
    socket.on('error', fail);
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
      if (!answer.includes('\x1c')) return;
      socket.end();
      done(answer);
    });
  });
}
