import type { Role } from '../api/contract';

export type Start = '/m/' | '/console/';

const AUTHORIZE = '/oauth2/authorize';

/** Where an application that sent somebody here waits: only this server's own authorization page, never another address. */
export function nextOf(search: string, origin: string): string | null {
  const next = new URLSearchParams(search).get('next');
  if (!next?.startsWith('/') || !URL.canParse(next, origin)) return null;
  const url = new URL(next, origin);
  return url.origin === origin && url.pathname === AUTHORIZE ? url.pathname + url.search : null;
}

/** Where an account of this role starts. */
export function startOf(role: Role): Start {
  return role === 'RESIDENT' ? '/m/' : '/console/';
}
