import { useQueries } from '@tanstack/react-query';
import { proxies } from '../../api/client';
import { useText } from '../../shared/text';
import { colourOf, useActing } from './ward';

/** Requests that wait for those for whom I answer, while I am in my own name. */
export function WardsWaiting() {
  const { t } = useText();
  const { ward, wards, act } = useActing();
  const mine = ward === null ? wards.filter(({ level }) => level === 'ACT') : [];
  const waiting = useQueries({
    queries: mine.map((one) => ({
      queryKey: ['access', 'requests', 'of', one.patient],
      queryFn: ({ signal }: { signal: AbortSignal }) => proxies.waiting(one.patient, signal),
    })),
  });
  return mine.map((one, index) => {
    const count = waiting[index]?.data?.requests.length ?? 0;
    return (
      count > 0 && (
        <button
          key={one.patient}
          type="button"
          className={`waiting ${colourOf(wards, one)}`}
          data-test="ward-waits"
          onClick={() => act(one)}
        >
          <strong>{t('who.waits', { name: one.name, count })}</strong>
          <span>{t('who.switch', { name: one.name })}</span>
        </button>
      )
    );
  });
}
