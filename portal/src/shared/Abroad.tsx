import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { abroad } from '../api/client';
import { heard, type Province } from './abroad';
import { moment } from './format';
import { ProblemView } from './Problem';
import { Empty } from './states';
import { EntryList } from './Timeline';
import { useText } from './text';

/** How often a province is asked again whose resident has not answered yet. */
const EVERY = 3_000;

export interface AbroadLook {
  /** Null until somebody asked. */
  provinces: Province[] | null;
  asking: boolean;
  failure: Error | null;
  look: () => void;
  more: (province: Province) => void;
}

/** What other provinces have of a patient, or of oneself; nobody is asked before somebody says so. */
export function useAbroad(patient: string | null): AbroadLook {
  const [provinces, setProvinces] = useState<Province[] | null>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const running = useRef<AbortController | null>(null);

  const run = useCallback(
    (one: { province: string; token?: string } | null) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setAsking(true);
      setFailure(null);
      abroad
        .look(patient, one, (line) => setProvinces((before) => heard(before ?? [], line)), controller.signal)
        .then(
          () => setProvinces((before) => before ?? []),
          (wrong: Error) => {
            if (!controller.signal.aborted) setFailure(wrong);
          },
        )
        .finally(() => {
          if (!controller.signal.aborted) setAsking(false);
        });
    },
    [patient],
  );
  useEffect(() => () => running.current?.abort(), []);

  const last = useRef('');
  const waiting = afterThat(provinces?.filter(({ state }) => state === 'waiting') ?? [], last.current)?.province;
  useEffect(() => {
    if (waiting === undefined || asking) return;
    const timer = setTimeout(() => {
      last.current = waiting;
      run({ province: waiting });
    }, EVERY);
    return () => clearTimeout(timer);
  }, [waiting, asking, run]);

  return {
    provinces,
    asking,
    failure,
    look: useCallback(() => run(null), [run]),
    more: ({ province, next }) => run(next === null ? { province } : { province, token: next }),
  };
}

/** The one whose turn it is, all of them going round. */
function afterThat(waiting: Province[], last: string): Province | undefined {
  return waiting.find(({ province }) => province > last) ?? waiting[0];
}

/** One row for each province, what it shows under it. */
export function Provinces({
  look,
  action,
}: {
  look: AbroadLook;
  /** What can be done about a province that shows nothing. */
  action?: (province: Province) => ReactNode;
}) {
  const { t, word, language } = useText();
  const { provinces, failure } = look;
  return (
    <>
      {failure && <ProblemView failure={failure} again={look.look} />}
      {provinces?.length === 0 && !look.asking && <Empty title={t('abroad.none')}>{t('abroad.none-hint')}</Empty>}
      <ul className="provinces" aria-live="polite" aria-busy={look.asking}>
        {provinces?.map((province) => (
          <li
            key={province.province}
            data-test="province"
            data-province={province.province}
            data-state={province.state}
          >
            <p className="province">
              <b>{province.name}</b>
              <span className={`state abroad-${province.state}`}>{word('abroad-state', province.state)}</span>
              {province.state === 'answered' && province.until && (
                <span className="fine">{t('abroad.until', { until: moment(language, province.until) })}</span>
              )}
              {province.state === 'unreachable' && province.code && <code className="fine">{province.code}</code>}
              {action?.(province)}
            </p>
            {province.entries.length > 0 && (
              <details open>
                <summary>{t('abroad.count', { count: province.entries.length })}</summary>
                <EntryList entries={province.entries} />
              </details>
            )}
            {province.next !== null && (
              <button type="button" className="more" disabled={look.asking} onClick={() => look.more(province)}>
                {t('state.more')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
