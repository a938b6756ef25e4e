import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useSearchParams } from 'wouter';
import { healthCode, type CodePurpose, type CodeUse, type Holder, type OwnCodes } from '../../api/healthcode';
import { hold, now, renewIn } from './life';

export const OWN = ['health-code', 'own'] as const;

/** My codes, those in my care, and who may show mine. */
export function useOwnCodes() {
  return useQuery({ queryKey: OWN, queryFn: ({ signal }) => healthCode.own(signal) });
}

/** Of these codes, my own; the others are of children and elders in my care. */
export function mine(codes: Holder[]): Holder[] {
  return codes.filter(({ guardianship }) => guardianship === null);
}

/** Which code is meant: the one in the URL, else my own first. */
export function useChosen(own: OwnCodes | undefined): [Holder | undefined, (code: string) => void] {
  const [search, change] = useSearchParams();
  const asked = search.get('code');
  const chosen = own?.codes.find(({ code }) => code.id === asked) ?? own?.codes[0];
  return [chosen, (code) => change({ code }, { replace: true })];
}

/**
 * A code to show: renewed before its end while the page is in sight; what was shown stays until its life is over. With another purpose,
 * or where another one is asked for, what was shown before ends at once.
 */
export function useShownCode(code: string, purpose: CodePurpose) {
  const going = useRef<CodePurpose | null>(null);
  const query = useQuery({
    queryKey: ['health-code', 'shown', code, purpose],
    queryFn: async ({ signal }) => {
      const asked = now();
      const shown = await healthCode.show(code, purpose, going.current === purpose, signal);
      going.current = purpose;
      return hold(shown, asked);
    },
    refetchInterval: ({ state }) => (state.data ? renewIn(state.data, now(), state.status === 'error') : false),
    retry: false,
    gcTime: 0,
  });
  const renew = () => void query.refetch();
  const another = () => {
    going.current = null;
    renew();
  };
  return { query, renew, another };
}

/** How often the page asks whether the code in sight was used, in milliseconds. */
const WATCH = 4_000;

/**
 * The use that came in while the code was in sight; null before. A code that was used is of no use any more, so the page gets
 * the next one.
 */
export function useLatestUse(code: string, renew: () => void): CodeUse | null {
  const query = useQuery({
    queryKey: ['health-code', 'latest-use', code],
    queryFn: ({ signal }) => healthCode.uses(code, 1, signal),
    refetchInterval: WATCH,
    retry: false,
  });
  const uses = query.data?.uses;
  const before = useRef<number | null>(null);
  const [used, tell] = useState<CodeUse | null>(null);
  const next = useEffectEvent(renew);
  useEffect(() => {
    if (!uses) return;
    const newest = uses[0] ? Date.parse(uses[0].at) : 0;
    if (before.current !== null && newest > before.current && uses[0]) {
      tell(uses[0]);
      next();
    }
    before.current = newest;
  }, [uses]);
  return used;
}

const TICK = 250;

/** The time, four times a second. */
export function useNow() {
  const [at, tick] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => tick(now()), TICK);
    return () => clearInterval(timer);
  }, []);
  return at;
}

export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

/** Keeps the screen from going dark while a code is shown, where the browser can. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const wake = async () => {
      if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (over) void lock.release();
      } catch {
        // refused, as on a low battery: the screen goes dark as it always does
      }
    };
    void wake();
    document.addEventListener('visibilitychange', wake);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', wake);
      void lock?.release();
    };
  }, []);
}
