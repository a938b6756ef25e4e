import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { recognition } from '../../api/recognition';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Search } from '../Search';

/** Chooses items by name, pinyin initials or code. */
export function ItemChoice({
  chosen,
  full,
  add,
  remove,
}: {
  chosen: string[];
  full: boolean;
  add: (code: string) => void;
  remove: (code: string) => void;
}) {
  const { t, say } = useText();
  const [asked, ask] = useState('');
  const known = useQuery({
    queryKey: ['recognition', 'catalogue'],
    queryFn: ({ signal }) => recognition.catalogue(signal),
    staleTime: 300_000,
  });
  const found = useQuery({
    queryKey: ['recognition', 'items', asked],
    queryFn: ({ signal }) => recognition.items(asked, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const name = (code: string) => say(known.data?.items.find(({ item }) => item.code === code)?.item.name) || code;
  return (
    <section className="panel item-choice" aria-label={t('recognise.choose')}>
      {chosen.length > 0 && (
        <p className="chips" data-test="chosen">
          {chosen.map((code) => (
            <button
              key={code}
              type="button"
              className="chip"
              title={t('recognise.remove', { item: name(code) })}
              onClick={() => remove(code)}
            >
              {name(code)} ✕
            </button>
          ))}
        </p>
      )}
      {full ? <p>{t('recognise.full')}</p> : <Search label={t('recognise.search')} asked={asked} ask={ask} />}
      {asked !== '' && !full && (
        <Shown query={found} lines={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p role="status">{t('recognise.no-item', { words: asked })}</p>
            ) : (
              <ul className="found-items" aria-label={t('recognise.found')}>
                {items
                  .filter(({ code }) => !chosen.includes(code))
                  .map((item) => (
                    <li key={item.code}>
                      <button
                        type="button"
                        onClick={() => {
                          add(item.code);
                          ask('');
                        }}
                      >
                        <span>{say(item.name)}</span> <code>{item.code}</code>
                      </button>
                    </li>
                  ))}
              </ul>
            )
          }
        </Shown>
      )}
    </section>
  );
}
