import { useQuery } from '@tanstack/react-query';
import { Button, Pagination } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { FILES, recognition, type Catalogue, type CatalogueRow } from '../../api/recognition';
import { moment } from '../../shared/format';
import { yuan } from '../../shared/money';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Search } from '../Search';
import { FileDialog } from './FileDialog';
import './recognition.css';

const HOURS_OF_DAY = 24;

/** Items of one page: three screens of a telephone. */
const PAGE = 10;

/** The recognised items, by words and class, page by page, and the files that say them. */
export default function CataloguePage() {
  const { t } = useText();
  const [search, change] = useSearchParams();
  const asked = {
    words: search.get('query') ?? '',
    kind: search.get('kind') ?? '',
    page: Number(search.get('page')) || 1,
  };
  const set = (changed: Partial<Asked>) => {
    const { words, kind, page } = { ...asked, page: 1, ...changed };
    const told = Object.entries({ query: words, kind, page: page > 1 ? String(page) : '' });
    change(Object.fromEntries(told.filter(([, value]) => value)), { replace: true });
  };
  const query = useQuery({
    queryKey: ['recognition', 'catalogue'],
    queryFn: ({ signal }) => recognition.catalogue(signal),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.catalogue')}</h1>
        <Search label={t('recognise.search')} asked={asked.words} ask={(words) => set({ words })} />
      </div>
      <p className="lead">{t('catalogue.lead')}</p>
      <Shown query={query} lines={8}>
        {(catalogue) => <Items catalogue={catalogue} asked={asked} set={set} />}
      </Shown>
    </>
  );
}

/** What of the catalogue is asked for; an empty text for all. */
interface Asked {
  words: string;
  kind: string;
  page: number;
}

function matches({ item, aliases, codes }: CatalogueRow, asked: string): boolean {
  const words = [item.code, item.name.zh, item.name.en, ...aliases, ...codes];
  return words.some((one) => one.toLowerCase().includes(asked.toLowerCase()));
}

function Items({
  catalogue,
  asked,
  set,
}: {
  catalogue: Catalogue;
  asked: Asked;
  set: (changed: Partial<Asked>) => void;
}) {
  const { t, say, word, language } = useText();
  const operator = useSession().role === 'OPERATOR';
  const found = catalogue.items.filter((row) => matches(row, asked.words));
  const rows = found.filter(({ item }) => !asked.kind || item.kind === asked.kind);
  const page = Math.max(1, Math.min(asked.page, Math.ceil(rows.length / PAGE)));
  return (
    <>
      {operator && <Files edition={catalogue.edition} />}
      <p className="fine" data-test="edition">
        {t('catalogue.edition', { edition: catalogue.edition, count: catalogue.items.length })}
      </p>
      <Classes found={found} kind={asked.kind} choose={(kind) => set({ kind })} />
      {rows.length === 0 ? (
        <Empty title={t('recognise.no-item', { words: asked.words || word('item-kind', asked.kind) })} />
      ) : (
        <Grid
          label={t('nav.catalogue')}
          rows={rows.slice((page - 1) * PAGE, page * PAGE)}
          keyOf={({ item }) => item.code}
          columns={[
            { title: t('catalogue.code'), cell: ({ item }) => <code>{item.code}</code> },
            {
              title: t('recognise.item'),
              cell: ({ item, aliases }) => (
                <span>
                  <b>{say(item.name)}</b>
                  {aliases.length > 0 && <span className="fine"> {aliases.join(' · ')}</span>}
                </span>
              ),
            },
            {
              title: t('catalogue.class'),
              cell: ({ item }) => (
                <span>
                  {word('item-kind', item.kind)}
                  {item.negative && <span className="verdict not-recognisable"> {t('catalogue.negative')}</span>}
                </span>
              ),
            },
            {
              title: t('catalogue.unit'),
              cell: ({ item, units }) => (
                <span>
                  {item.unit ?? '—'}
                  {units.length > 0 && <span className="fine"> ⇄ {units.join('、')}</span>}
                </span>
              ),
            },
            {
              title: t('catalogue.window'),
              cell: ({ item: { windowHours } }) =>
                windowHours % HOURS_OF_DAY === 0
                  ? t('catalogue.days', { count: windowHours / HOURS_OF_DAY })
                  : t('catalogue.hours', { count: windowHours }),
            },
            {
              title: t('catalogue.price'),
              cell: ({ item }) => yuan(item.patientFen + item.fundFen),
              figure: true,
            },
            { title: t('catalogue.codes'), cell: ({ codes }) => <Codes codes={codes} /> },
          ]}
        />
      )}
      <Pagination
        current={page}
        total={rows.length}
        pageSize={PAGE}
        onChange={(to) => set({ page: to })}
        showSizeChanger={false}
        hideOnSinglePage
        responsive
      />
      <details className="panel">
        <summary>{t('catalogue.history')}</summary>
        <Grid
          label={t('catalogue.history')}
          rows={catalogue.history}
          keyOf={({ number }) => String(number)}
          columns={[
            { title: t('catalogue.number'), cell: ({ number }) => number, figure: true },
            { title: t('file.file'), cell: ({ file }) => `${file.toLowerCase()}.csv` },
            { title: t('column.time'), cell: ({ at }) => moment(language, at) },
            { title: t('opened.who'), cell: ({ by, shipped }) => (shipped ? t('catalogue.shipped') : by) },
          ]}
        />
      </details>
    </>
  );
}

/** How many items of each class there are, to choose from. */
function Classes({ found, kind, choose }: { found: CatalogueRow[]; kind: string; choose: (kind: string) => void }) {
  const { t, word } = useText();
  const counts = new Map<string, number>();
  for (const { item } of found) counts.set(item.kind, (counts.get(item.kind) ?? 0) + 1);
  if (kind && !counts.has(kind)) counts.set(kind, 0);
  return (
    <div className="filter-row" role="group" aria-label={t('catalogue.class')}>
      <button type="button" className="chip" aria-pressed={!kind} onClick={() => choose('')}>
        {t('catalogue.all')} {found.length}
      </button>
      {[...counts].map(([one, count]) => (
        <button key={one} type="button" className="chip" aria-pressed={one === kind} onClick={() => choose(one)}>
          {word('item-kind', one)} {count}
        </button>
      ))}
    </div>
  );
}

function Codes({ codes }: { codes: string[] }) {
  return (
    <span>
      {codes.map((code) => (
        <code key={code} className="long">
          {code.replace('http://loinc.org|', 'LOINC ')}{' '}
        </code>
      ))}
    </span>
  );
}

function Files({ edition }: { edition: number }) {
  const { t } = useText();
  const [open, show] = useState<{ file: string; content: string } | null>(null);
  const [said, say] = useState<string | null>(null);
  const [failure, fail] = useState<unknown>(null);
  const edit = async (file: string) => {
    fail(null);
    try {
      const answer = await fetch(`/api/recognition/files/${file}`, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      show({ file, content: await answer.text() });
    } catch (refused) {
      fail(refused);
    }
  };
  return (
    <section className="panel" key={edition}>
      <h2>{t('catalogue.files')}</h2>
      <p className="fine">{t('catalogue.files-hint')}</p>
      <div className="buttons">
        {FILES.map((file) => (
          <Button key={file} onClick={() => void edit(file)}>
            {t('catalogue.edit', { file })}
          </Button>
        ))}
      </div>
      <div aria-live="polite">{said && <p className="notice good">{said}</p>}</div>
      {failure != null && <ProblemView failure={failure} />}
      {open && (
        <FileDialog
          title={t('catalogue.edit', { file: open.file })}
          hint={t('catalogue.file-hint')}
          start={open.content}
          send={(content) => recognition.replace(open.file, content)}
          done={(answer) => say(t('catalogue.replaced', { file: open.file, edition: answer.edition }))}
          close={() => show(null)}
        />
      )}
    </section>
  );
}
