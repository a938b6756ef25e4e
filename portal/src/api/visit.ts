import { useMemo } from 'react';
import { Problem } from './http';

/**
 * One person's stay at one record. What is loaded first was asked for by the person; what is loaded again, because an event
 * came, time passed or the window got the focus, is the page refreshing itself, and the platform is told so: who was merely
 * left sitting at a page that closed did not come again.
 */
export class Visit {
  private readonly asked = new Set<string>();

  /** @param what names what is loaded; @param load is told whether the page merely refreshes itself */
  async load<T>(what: string, load: (refresh: boolean) => Promise<T>): Promise<T> {
    const refresh = this.asked.has(what);
    this.asked.add(what);
    try {
      return await load(refresh);
    } catch (failure) {
      // never answered, so what was asked for is still to come
      if (!refresh && failure instanceof Problem && (failure.status === 0 || failure.status >= 500))
        this.asked.delete(what);
      throw failure;
    }
  }

  /** The person asks again. */
  again(): void {
    this.asked.clear();
  }
}

/** The visit that begins with this page, or with the choice of something else on it. */
export function useVisit(what: string): Visit {
  return useMemo(() => new Visit(), [what]);
}
