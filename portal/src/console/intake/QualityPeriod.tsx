import { useSearchParams } from 'wouter';
import type { Asked } from '../../api/quality';
import { localDay } from '../../shared/format';
import { useText } from '../../shared/text';

const DAYS = 14;
const DAY_MS = 86_400_000;

/** Whose quality of which days is asked for; it stands in the URL. */
export function useAsked(): [Asked, (changes: Partial<Asked>) => void, string] {
  const [search, change] = useSearchParams();
  const today = localDay(new Date());
  const asked: Asked = {
    institution: search.get('institution') ?? '',
    from: search.get('from') ?? localDay(new Date(Date.now() - (DAYS - 1) * DAY_MS)),
    until: search.get('until') ?? today,
  };
  const set = (changes: Partial<Asked>) =>
    change(
      (now) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) now.set(name, value);
          else now.delete(name);
        }
        return now;
      },
      { replace: true },
    );
  return [asked, set, search.size === 0 ? '' : `?${search}`];
}

/** From which day until which. */
export function Period({ asked, set }: { asked: Asked; set: (changes: Partial<Asked>) => void }) {
  const { t } = useText();
  return (
    <div className="span">
      <label className="day-choice">
        <span>{t('statistics.from')}</span>
        <input
          type="date"
          value={asked.from}
          max={asked.until}
          onChange={({ target }) => target.value && set({ from: target.value })}
        />
      </label>
      <label className="day-choice">
        <span>{t('statistics.until')}</span>
        <input
          type="date"
          value={asked.until}
          min={asked.from}
          max={localDay(new Date())}
          onChange={({ target }) => target.value && set({ until: target.value })}
        />
      </label>
    </div>
  );
}
