import { useId, useState, type FormEvent } from 'react';
import { useText } from '../../shared/text';
import { BESIDE_MOST, besideOf, METHOD_NOTES } from './methods';

/** The parameters of the chosen method; empty for its defaults. */
export function MethodParameters({
  method,
  given,
  set,
}: {
  method: string;
  given: string;
  set: (text: string) => void;
}) {
  const { t } = useText();
  const [text, write] = useState(given);
  const id = useId();
  const note = METHOD_NOTES[method];
  const send = (event: FormEvent) => {
    event.preventDefault();
    set(text.trim());
  };
  return (
    <form className="filter-row method-parameters" onSubmit={send}>
      <label htmlFor={id}>{t('series.parameters')}</label>
      <input
        id={id}
        className="search"
        value={text}
        placeholder={note?.parameters}
        autoComplete="off"
        onChange={(event) => write(event.target.value)}
      />
      <button type="submit" className="quiet">
        {t('series.use')}
      </button>
      <span className="fine">
        {note?.paper} · {t('figure.defaults', { parameters: note?.parameters ?? '' })}
      </span>
    </form>
  );
}

/** The serial interval in days, for a reproduction number. */
export function SerialInterval({
  search,
  set,
}: {
  search: URLSearchParams;
  set: (name: string, value: string) => void;
}) {
  const { t } = useText();
  return (
    <div className="filter-row method-parameters">
      <span>{t('growth.interval')}</span>
      {(['mean', 'sd'] as const).map((name) => (
        <label key={name}>
          {t(`growth.${name}`)}
          <input
            type="number"
            min={name === 'mean' ? '1.1' : '0.1'}
            step="0.1"
            value={search.get(name) ?? ''}
            onChange={(event) => set(name, event.target.value)}
          />
        </label>
      ))}
      <span className="fine">Cori 2013</span>
    </div>
  );
}

/** Other places or diseases that are drawn below the first. */
export function BesideChoice({
  search,
  what,
  whats,
  places,
  change,
}: {
  search: URLSearchParams;
  what: string;
  whats: [string, string][];
  places: [string, string][];
  change: (next: URLSearchParams) => void;
}) {
  const { t } = useText();
  const beside = besideOf(search);
  const put = (all: { what: string; region: string }[]) => {
    const next = new URLSearchParams(search);
    next.delete('with');
    all.forEach((one) => next.append('with', `${one.what}@${one.region}`));
    change(next);
  };
  const region = search.get('region') ?? '';
  const full = beside.length >= BESIDE_MOST;
  return (
    <div className="filter-row method-parameters">
      <label>
        {t('series.with-disease')}
        <select value="" disabled={full} onChange={(event) => put([...beside, { what: event.target.value, region }])}>
          <option value="">—</option>
          {whats.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('series.with-place')}
        <select value="" disabled={full} onChange={(event) => put([...beside, { what, region: event.target.value }])}>
          <option value="">—</option>
          {places.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {beside.map((one, place) => (
        <button
          key={`${one.what}@${one.region}@${place}`}
          type="button"
          className="chip"
          onClick={() => put(beside.filter((_, other) => other !== place))}
        >
          {whats.find(([code]) => code === one.what)?.[1] ?? one.what}{' '}
          {places.find(([code]) => code === one.region)?.[1] ?? one.region} ✕
        </button>
      ))}
    </div>
  );
}
