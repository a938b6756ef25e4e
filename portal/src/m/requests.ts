import { useQuery } from '@tanstack/react-query';
import { access } from '../api/client';

/** The requests about me, shared by the badge, the home page and the list. */
export function useRequests() {
  return useQuery({ queryKey: ['access', 'requests', 'mine'], queryFn: ({ signal }) => access.requests({}, signal) });
}
