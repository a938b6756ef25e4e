import type { Role } from '../api/contract';

export type Start = '/m/' | '/console/';

/** Where an account of this role starts. */
export function startOf(role: Role): Start {
  return role === 'RESIDENT' ? '/m/' : '/console/';
}
