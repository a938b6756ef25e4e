import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, lazy, Suspense, useContext, type ReactNode } from 'react';
import { access } from '../api/client';
import type { Session } from '../api/contract';
import { SESSION } from '../api/queries';
import { ProblemView } from './Problem';
import type { Start } from './start';
import { Loading } from './states';

/** Whoever is signed in already does not wait for the form. */
const SignIn = lazy(() => import('./SignIn').then((module) => ({ default: module.SignIn })));

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session around this component');
  return session;
}

export function useSessionQuery() {
  return useQuery({ queryKey: SESSION, queryFn: ({ signal }) => access.session(signal), staleTime: 60_000 });
}

/** Lets nobody in without a session: signs in on the spot and goes on at the same address. */
export function Gate({ entry, children }: { entry: Start; children: ReactNode }) {
  const query = useSessionQuery();
  if (query.data) return <SessionContext value={query.data}>{children}</SessionContext>;
  if (query.data === null)
    return (
      <Suspense fallback={<Loading />}>
        <SignIn entry={entry} />
      </Suspense>
    );
  return (
    <main className="alone">
      {query.error ? <ProblemView failure={query.error} again={() => void query.refetch()} /> : <Loading />}
    </main>
  );
}

/** Ends the session and forgets everything that the page had read. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: access.signOut,
    onSettled: () => {
      client.clear();
      location.assign('/');
    },
  });
}
