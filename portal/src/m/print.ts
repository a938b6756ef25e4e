import { useSyncExternalStore } from 'react';
import { keep } from '../shared/text';

/** The large-print edition (长辈版): main text from 20 px and main targets of 60 px; MIIT rules for elders' apps. */
const KEPT = 'tongmai.print';
const listeners = new Set<() => void>();

/** Sets the print size that was chosen on an earlier visit. */
export function applyPrint(): void {
  try {
    document.documentElement.dataset['print'] = localStorage.getItem(KEPT) === 'large' ? 'large' : 'standard';
  } catch {
    document.documentElement.dataset['print'] = 'standard';
  }
}

export function useLargePrint(): [boolean, (large: boolean) => void] {
  const large = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => document.documentElement.dataset['print'] === 'large',
  );
  return [large, set];
}

function set(large: boolean): void {
  document.documentElement.dataset['print'] = large ? 'large' : 'standard';
  keep(KEPT, large ? 'large' : 'standard');
  for (const listener of listeners) listener();
}
