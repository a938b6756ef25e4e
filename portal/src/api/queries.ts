import {
  MutationCache,
  QueryCache,
  QueryClient,
  keepPreviousData,
  useInfiniteQuery,
  type QueryKey,
} from '@tanstack/react-query';
import { Problem } from './http';

/** The key under which the signed-in account is kept; null in it brings the sign-in page. */
export const SESSION = ['session'] as const;

const TRIES = 2;

/** Server state of one page. A refusal is final; only silence and server trouble are tried again. */
export function queryClient(): QueryClient {
  const onError = (failure: unknown) => {
    if (failure instanceof Problem && failure.status === 401) client.setQueryData(SESSION, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, failure) =>
          failures < TRIES && failure instanceof Problem && (failure.status === 0 || failure.status >= 500),
        retryDelay: (failures) => 400 * 2 ** failures,
        networkMode: 'always',
        // with networkMode 'always' it is off, and a page would stay as it was when the network went away
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** True where what was shown before must not stay on the page: the platform refuses it now. */
export function refused(failure: unknown): failure is Problem {
  return failure instanceof Problem && failure.status >= 400 && failure.status < 500;
}

/**
 * A list that comes page by page, each naming the next.
 *
 * @param kept whether what another key showed stays until this one has come
 */
export function usePages<P extends { next: string | null }>(
  queryKey: QueryKey,
  load: (next: string | null, signal: AbortSignal) => Promise<P>,
  kept = false,
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: P) => page.next,
    ...(kept ? { placeholderData: keepPreviousData } : {}),
  });
}
