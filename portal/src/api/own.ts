import type { FactorOffer, OwnAccount, Session } from './contract';
import { request } from './http';

const id = encodeURIComponent;

/** The steps of a sign-in after the password. */
export const steps = {
  showCode: (code: string) => request<Session>('POST', '/api/access/session/code', { code }),
  enrol: () => request<FactorOffer>('POST', '/api/access/session/factor'),
  enrolled: (code: string) => request<{ codes: string[] }>('POST', '/api/access/session/factor/confirm', { code }),
  afterEnrolment: () => request<Session>('POST', '/api/access/session/factor/done'),
  replacePassword: (password: string) => request<Session>('POST', '/api/access/session/password', { password }),
};

/** The own account. */
export const own = {
  account: (signal?: AbortSignal) => request<OwnAccount>('GET', '/api/access/me', undefined, signal),
  password: (password: string, next: string) =>
    request<OwnAccount>('POST', '/api/access/me/password', { password, next }),
  prove: (code: string) => request<void>('POST', '/api/access/me/proof', { code }),
  factor: (password: string, code: string) => request<FactorOffer>('POST', '/api/access/me/factor', { password, code }),
  confirm: (code: string) => request<{ codes: string[] }>('POST', '/api/access/me/factor/confirm', { code }),
  remove: (code: string) => request<void>('POST', '/api/access/me/factor/remove', { code }),
  codes: (code: string) => request<{ codes: string[] }>('POST', '/api/access/me/recovery-codes', { code }),
  endOthers: () => request<OwnAccount>('POST', '/api/access/me/sessions/end-others'),
  end: (name: string) => request<OwnAccount>('DELETE', `/api/access/me/sessions/${id(name)}`),
};
