import { useText } from '../../shared/text';

type Part = 'what' | 'why' | 'mend';

/** Words for what a message was refused for: these pages' own where they know the code, else the journal's. */
export function useRefusal() {
  const { failure } = useText();
  return (refusal: { code: string | null } & { [part in Part]?: string | null }, part: Part): string =>
    (refusal.code && failure(refusal.code, part)) || refusal[part] || refusal.code || '—';
}
