import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { proxies } from '../../api/client';
import { CLASSES, LEVELS, type ProxyDraft, type ProxyLevel, type SpecialClass } from '../../api/contract';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { PROXIES } from './ward';

const DAYS = [30, 365, 1825] as const;
const DAY_MILLIS = 86_400_000;
/** Characters of a code, hyphen apart. */
const LENGTH = 8;

/** Lets somebody act for me: who, how far, until when; in one sentence before it is saved. */
export function GiveForm() {
  const { t, say, word } = useText();
  const client = useQueryClient();
  const name = useId();
  const [code, setCode] = useState('');
  const [level, setLevel] = useState<ProxyLevel>('SEE');
  const [classes, setClasses] = useState<readonly SpecialClass[]>([]);
  const [days, setDays] = useState<number>(365);
  const [given, setGiven] = useState<string | null>(null);
  const draft = useMemo<ProxyDraft>(
    () => ({
      code,
      level,
      classes: level === 'CODE' ? [] : [...classes],
      until: new Date(Date.now() + days * DAY_MILLIS).toISOString(),
    }),
    [code, level, classes, days],
  );
  const ready = code.replace(/[^0-9A-Za-z]/g, '').length === LENGTH;
  const preview = useQuery({
    queryKey: [...PROXIES, 'preview', draft],
    queryFn: ({ signal }) => proxies.preview(draft, signal),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const give = useMutation({
    mutationFn: () => proxies.give(draft),
    onSuccess: (proxy) => {
      setGiven(proxy.name);
      setCode('');
      return client.invalidateQueries({ queryKey: PROXIES, predicate: ({ queryKey }) => queryKey.length === 2 });
    },
  });
  const sentence = ready && !preview.error ? preview.data?.sentence : null;

  return (
    <section className="card give">
      <h2>{t('give.title')}</h2>
      <div aria-live="polite">
        {given && (
          <p className="notice" data-test="given">
            {t('give.done', { who: given })}
          </p>
        )}
      </div>
      <p>{t('give.lead')}</p>
      <p>
        <label htmlFor={`${name}-code`}>{t('give.code')}</label>
        <input
          id={`${name}-code`}
          className="give-code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={12}
          value={code}
          onChange={({ target }) => setCode(target.value)}
        />
      </p>
      <fieldset>
        <legend>{t('give.level')}</legend>
        <div className="choices">
          {LEVELS.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name={`${name}-level`} checked={level === one} onChange={() => setLevel(one)} />
              <span>
                {word('proxy-level', one)}
                <span className="fine"> {word('proxy-does', one)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {level !== 'CODE' && (
        <details>
          <summary>{t('give.classes')}</summary>
          <fieldset>
            <legend className="unseen">{t('give.classes')}</legend>
            <div className="choices">
              {CLASSES.map((one) => (
                <label key={one} className="choice">
                  <input
                    type="checkbox"
                    checked={classes.includes(one)}
                    onChange={() =>
                      setClasses(classes.includes(one) ? classes.filter((other) => other !== one) : [...classes, one])
                    }
                  />
                  <span>{word('class', one)}</span>
                </label>
              ))}
            </div>
          </fieldset>
        </details>
      )}
      <fieldset>
        <legend>{t('give.end')}</legend>
        <div className="chips">
          {DAYS.map((one) => (
            <button key={one} type="button" className="chip" aria-pressed={days === one} onClick={() => setDays(one)}>
              {t(`give.days.${one}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <p className="sentence big" aria-live="polite" data-test="proxy-sentence">
        {sentence ? say(sentence) : t(ready && preview.isFetching ? 'state.loading' : 'give.incomplete')}
      </p>
      {ready && preview.error && <ProblemView failure={preview.error} />}
      {give.error && <ProblemView failure={give.error} />}
      <button type="button" className="primary" disabled={!sentence || give.isPending} onClick={() => give.mutate()}>
        {t('give.save')}
      </button>
      <p className="fine">{t('give.fraud')}</p>
    </section>
  );
}
