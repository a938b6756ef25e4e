/** The HL7 v2 door of the platform. */
import { connect } from 'node:net';

const DOOR = process.env.TONGMAI_MLLP ?? '127.0.0.1:2575';

/** Sends one message in its MLLP frame and waits for the acknowledgement. The door is that of the platform unless another is named. */
export function send(message, door = DOOR) {
  const [host, port] = door.split(':');
  return new Promise((done, fail) => {
    const socket = connect(Number(port), host, () => socket.write(`\x0b${message}\x1c\r`));
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
