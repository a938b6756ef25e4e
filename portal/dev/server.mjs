/**
 * A development server for the pages: serves dist/ and answers the platform's interface from memory with made-up data,
 * stateful enough for the three stories. Not part of the product; nothing else depends on it.
 *
 *   node dev/server.mjs [port] [mllp-port]
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { accounts } from './sample.mjs';
import { listenMllp } from './intake.mjs';
import { Refusal, route, subscribe } from './town.mjs';

const DIST = new URL('../dist', import.meta.url).pathname;
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const port = Number(process.argv[2] ?? 8090);
const sessions = new Map();

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  try {
    if (url.pathname.startsWith('/api/')) await api(request, response, url);
    else if (url.pathname === '/oauth2/authorize') authorize(request, response, url);
    else file(response, url.pathname);
  } catch (failure) {
    if (!(failure instanceof Refusal)) console.error(failure);
    const problem = failure instanceof Refusal ? failure.body : { status: 500, code: 'kernel.bug', detail: 'A bug.' };
    send(
      response,
      problem.status,
      { traceId: Math.random().toString(16).slice(2, 18), ...problem },
      'application/problem+json',
    );
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
listenMllp(Number(process.argv[3] ?? 2575));

function file(response, path) {
  let found = join(DIST, normalize(path));
  if (!existsSync(found) && extname(path) === '') found = join(DIST, path.startsWith('/m/') ? 'm' : 'console');
  if (existsSync(found) && statSync(found).isDirectory()) found = join(found, 'index.html');
  if (!existsSync(found)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream' });
  createReadStream(found).pipe(response);
}

async function api(request, response, url) {
  const token = /TONGMAI_SESSION=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const session = sessions.get(token);
  response.setHeader('Set-Cookie', ['XSRF-TOKEN=dev-token; Path=/']);
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text ? JSON.parse(text) : {};
  if (request.method !== 'GET' && request.headers['x-xsrf-token'] !== 'dev-token')
    throw new Refusal(
      403,
      'access.forged',
      'The request carries no token.',
      'Changes need it.',
      'Open the page again.',
    );

  if (url.pathname === '/api/access/session' && request.method !== 'GET') {
    sessions.delete(token);
    if (request.method === 'DELETE') return send(response, 204);
    const account = accounts.find((one) => one.account === body.account && one.password === body.password);
    if (!account) throw new Refusal(401, 'access.sign-in-wrong', '账号或密码不对', '两者对不上。', '核对后再试。');
    const next = Math.random().toString(36).slice(2);
    sessions.set(next, account);
    response.setHeader('Set-Cookie', ['XSRF-TOKEN=dev-token; Path=/', `TONGMAI_SESSION=${next}; HttpOnly; Path=/`]);
    return send(response, 200, shown(account));
  }
  if (!session)
    throw new Refusal(401, 'access.not-signed-in', 'Nobody is signed in.', 'Records need a session.', 'Sign in.');
  if (url.pathname === '/api/access/session') return send(response, 200, shown(session));
  if (url.pathname === '/api/access/events') return subscribe(response);
  send(response, 200, route(request.method, url, body, session));
}

/** Sends one who is signed in back to the application with a code, and everybody else to sign in first. */
function authorize(request, response, url) {
  const token = /TONGMAI_SESSION=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const back = url.searchParams.get('redirect_uri');
  const to = sessions.has(token) ? `${back}?code=dev` : `/?next=${encodeURIComponent(url.pathname + url.search)}`;
  response.writeHead(302, { Location: to }).end();
}

function shown({ password, ...session }) {
  return session;
}

function send(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type }).end(body === undefined ? undefined : JSON.stringify(body));
}
