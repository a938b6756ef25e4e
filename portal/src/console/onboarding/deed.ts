import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Onboarding } from '../../api/onboarding';

/** Does something about this system, and shows what came of it at once. */
export function useDeed<T>(client: string, deed: (value: T) => Promise<Onboarding>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: (view) => {
      queries.setQueryData(['participants', 'onboarding', client], view);
      void queries.invalidateQueries({ queryKey: ['participants', 'onboardings'] });
    },
  });
}
