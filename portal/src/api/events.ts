import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

const NAMES = ['request', 'answer', 'revoked', 'emergency', 'rule', 'proxy', 'law'];
/** How often the page asks by itself while the platform cannot tell it, in milliseconds. */
const POLL = 3_000;

/**
 * Keeps everything that depends on access fresh: by server-sent events, and by asking every few seconds where those
 * do not come through (a proxy that buffers, a WebView that has none).
 */
export function useAccessEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const refresh = () => {
      for (const capability of ['access', 'portal']) void client.invalidateQueries({ queryKey: [capability] });
    };
    let live = false;
    const events = typeof EventSource === 'undefined' ? null : new EventSource('/api/access/events');
    events?.addEventListener('open', () => {
      if (live) return;
      live = true;
      refresh();
    });
    events?.addEventListener('error', () => {
      live = false;
    });
    for (const name of NAMES) events?.addEventListener(name, refresh);
    const timer = setInterval(() => {
      if (!live && document.visibilityState === 'visible') refresh();
    }, POLL);
    return () => {
      clearInterval(timer);
      events?.close();
    };
  }, [client]);
}
