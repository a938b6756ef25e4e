/** One refusal, as the platform (problem+json) or the network told it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What is wrong, why, and how to mend it; empty where this page words it itself from the code. */
    readonly what: string,
    readonly why: string,
    readonly mend: string,
    readonly where: readonly string[],
    readonly traceId: string | null,
  ) {
    super(what || code);
  }
}

/** The platform did not answer at all. */
export const UNREACHABLE = 'portal.unreachable';
/** The platform answered with something that is no problem document. */
export const UNREADABLE = 'portal.unreadable-answer';

const CSRF_COOKIE = 'XSRF-TOKEN';
const CSRF_HEADER = 'X-XSRF-TOKEN';

export type Parameters = Record<string, string | number | readonly string[] | null | undefined>;

/** A path with the parameters that have a value; lists joined by commas. */
export function address(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const text = Array.isArray(value) ? value.join(',') : value == null ? '' : String(value);
    if (text !== '') search.set(name, text);
  }
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Reads the token that the platform wants to see again in a header with each change. */
export function csrfToken(cookies: string): string | null {
  for (const cookie of cookies.split('; ')) {
    const [name, value] = cookie.split('=', 2);
    if (name === CSRF_COOKIE && value) return decodeURIComponent(value);
  }
  return null;
}

/** What a refused answer says; never throws. */
export function problemOf(status: number, text: string): Problem {
  let body: Record<string, unknown> = {};
  try {
    body = (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    // not JSON: the code below says so
  }
  const word = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
  const where = Array.isArray(body['where']) ? body['where'].map(String) : [];
  return new Problem(
    status,
    word('code') || (status === 401 ? 'access.not-signed-in' : UNREADABLE),
    word('detail') || word('title'),
    word('why'),
    word('mend'),
    where,
    word('traceId') || null,
  );
}

const FOR_HEADER = 'Tongmai-For';
/** Every answer of a sandbox carries it; pages then show that what they hold are tests. */
const SANDBOX_HEADER = 'Tongmai-Sandbox';
/** What everybody does in the own name, whomever the page acts for. */
const IN_PERSON = /^\/api\/access\/(session|me|proxies)\b/;
let ward: string | null = null;

/** From now on the page acts for this Patient; null for in the own name. */
export function actFor(patient: string | null): void {
  ward = patient;
}

/**
 * One exchange with the platform.
 *
 * @param whom the Patient it is for, where that is not whom the page acts for
 * @throws Problem whenever the answer is not a success
 */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  whom: string | null = ward,
): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return exchange(method, path, 'application/json', text, signal, whom);
}

/**
 * The same with a file as it is.
 *
 * @throws Problem whenever the answer is not a success
 */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  return exchange('POST', path, 'application/octet-stream', file);
}

async function exchange<T>(
  method: string,
  path: string,
  type: string,
  body: string | Blob | undefined,
  signal?: AbortSignal,
  whom: string | null = ward,
): Promise<T> {
  const headers = accepting('application/json');
  if (whom !== null && !IN_PERSON.test(path)) headers[FOR_HEADER] = whom;
  if (body !== undefined) headers['Content-Type'] = type;
  if (method !== 'GET') {
    const token = csrfToken(document.cookie) ?? (await firstToken());
    if (token) headers[CSRF_HEADER] = token;
  }
  const answer = await reach(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body }),
    ...(signal ? { signal } : {}),
  });
  if (answer.headers.has(SANDBOX_HEADER)) document.documentElement.dataset['sandbox'] = 'true';
  const text = await answer.text();
  if (!answer.ok) throw problemOf(answer.status, text);
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Problem(answer.status, UNREADABLE, '', '', '', [], null);
  }
}

function accepting(type: string): Record<string, string> {
  return {
    Accept: `${type}, application/problem+json`,
    'Accept-Language': document.documentElement.lang || 'zh-CN',
  };
}

const LINES = 'application/x-ndjson';

/**
 * An answer of lines of JSON, each given on as it comes; the last one is `done`.
 *
 * @throws Problem where it is refused, and where it breaks off before its end
 */
export async function requestLines<T extends { line: string }>(
  path: string,
  take: (line: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const answer = await reach(path, { headers: accepting(LINES), credentials: 'same-origin', signal });
  if (!answer.ok) throw problemOf(answer.status, await answer.text());
  let done = false;
  const heard = (text: string) => {
    if (text === '') return;
    const line = JSON.parse(text) as T;
    if (line.line === 'done') done = true;
    else take(line);
  };
  try {
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const whole = (rest + part.value).split('\n');
      rest = whole.pop() ?? '';
      whole.forEach(heard);
    }
    heard(rest);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
  }
  if (!done) throw new Problem(0, UNREACHABLE, '', '', '', [], null);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new Problem(0, UNREACHABLE, '', '', '', [], null);
  }
}

/** The platform hands out the token with any answer; ask for one before the first change. */
async function firstToken(): Promise<string | null> {
  await reach('/api/access/session', { credentials: 'same-origin' });
  return csrfToken(document.cookie);
}
