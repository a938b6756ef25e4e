import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { TimelineFilter } from '../api/client';
import { CATEGORIES, type Institution, type RecordSource } from '../api/contract';
import { useText } from './text';

/** The filter as it stands in the URL, and how to change one part of it. */
export function useTimelineFilter() {
  const [search, change] = useSearchParams();
  const category = search.get('category');
  const institution = search.get('institution');
  const filter: TimelineFilter = useMemo(() => ({ category, institution }), [category, institution]);
  const set = useCallback(
    (part: keyof TimelineFilter, value: string | null) =>
      change(
        (before) => {
          const next = new URLSearchParams(before);
          if (value) next.set(part, value);
          else next.delete(part);
          return next;
        },
        { replace: true },
      ),
    [change],
  );
  return { filter, set };
}

/** The institutions among the sources, each once, in their order. */
export function institutionsOf(sources: RecordSource[]): Institution[] {
  const found = new Map<string, Institution>();
  for (const { institution } of sources) if (institution) found.set(institution.code, institution);
  return [...found.values()];
}

/** What kind of entry, and from which institution. */
export function TimelineFilters({ sources }: { sources: RecordSource[] }) {
  const { t, word } = useText();
  const { filter, set } = useTimelineFilter();
  return (
    <div className="filters">
      <div className="chips" role="group" aria-label={t('timeline.by-category')}>
        {[null, ...CATEGORIES].map((category) => (
          <button
            key={category}
            type="button"
            className="chip"
            aria-pressed={filter.category === category}
            onClick={() => set('category', category)}
          >
            {category === null ? t('timeline.all-categories') : word('category', category)}
          </button>
        ))}
      </div>
      <label className="by-institution">
        <span>{t('timeline.by-institution')}</span>
        <select value={filter.institution ?? ''} onChange={(event) => set('institution', event.target.value || null)}>
          <option value="">{t('timeline.all-institutions')}</option>
          {institutionsOf(sources).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
