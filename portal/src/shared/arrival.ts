import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'wouter';

/**
 * After a step to another page: its top is in sight, and the keyboard and the screen reader start at its content. A step
 * back leaves the place to the browser, which remembers it.
 *
 * @returns what the main element of the page is to hold, with tabIndex -1
 */
export function useArrival(): RefObject<HTMLElement | null> {
  const [path] = useLocation();
  const main = useRef<HTMLElement | null>(null);
  const shown = useRef(path);
  const back = useRef(false);
  useEffect(() => {
    const note = () => (back.current = true);
    addEventListener('popstate', note);
    return () => removeEventListener('popstate', note);
  }, []);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    if (!back.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    back.current = false;
  }, [path]);
  return main;
}
