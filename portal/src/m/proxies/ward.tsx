import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { proxies } from '../../api/client';
import type { Ward } from '../../api/contract';
import { actFor } from '../../api/http';

/** For whom the page acts; null for in the own name. */
interface Acting {
  ward: Ward | null;
  /** Those for whom I may, each with its colour. */
  wards: readonly Ward[];
  /** Whether the page answers and sets rules, or only reads. */
  mayAct: boolean;
  act: (ward: Ward | null) => void;
  /** Whose proxy ended while the page acted for them. */
  lost: Ward | null;
}

const ActingContext = createContext<Acting>({
  ward: null,
  wards: [],
  mayAct: true,
  act: () => undefined,
  lost: null,
});

export const PROXIES = ['access', 'proxies'] as const;

export function useActing(): Acting {
  return useContext(ActingContext);
}

export function useProxies() {
  return useQuery({ queryKey: PROXIES, queryFn: ({ signal }) => proxies.list(signal) });
}

/** Colours by which people are told apart, as m.css has them. */
const COLOURS = 4;

export function colourOf(wards: readonly Ward[], ward: Ward): string {
  return `ward-${wards.findIndex(({ patient }) => patient === ward.patient) % COLOURS}`;
}

/** Keeps for whom the page acts. It begins in the own name each time, and goes back to it when a proxy ends. */
export function ActingProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [, go] = useLocation();
  const [ward, choose] = useState<Ward | null>(null);
  const [lost, lose] = useState<Ward | null>(null);
  const list = useProxies().data;
  const wards = useMemo(
    () =>
      (list?.wards ?? []).filter(({ level }) => level !== 'CODE').sort((a, b) => a.patient.localeCompare(b.patient)),
    [list],
  );
  const act = useCallback(
    (next: Ward | null) => {
      actFor(next?.patient ?? null);
      choose(next);
      lose(null);
      // nothing that was read of one person may be shown as another's
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'access' && queryKey[1] !== 'proxies' });
      client.removeQueries({ queryKey: ['portal'] });
      go('/');
    },
    [client, go],
  );
  const now = ward && wards.find(({ patient }) => patient === ward.patient);
  useEffect(() => {
    if (ward && list && !now) {
      act(null);
      lose(ward);
    }
  }, [ward, list, now, act]);
  useEffect(() => () => actFor(null), []);

  const acting = useMemo(
    () => ({ ward: now ?? ward, wards, mayAct: ward === null || (now ?? ward).level === 'ACT', act, lost }),
    [ward, now, wards, act, lost],
  );
  // the key mounts the pages anew, so that no form goes on about another person
  return (
    <ActingContext value={acting}>
      <Fresh key={ward?.patient ?? ''}>{children}</Fresh>
    </ActingContext>
  );
}

function Fresh({ children }: { children: ReactNode }) {
  return children;
}
