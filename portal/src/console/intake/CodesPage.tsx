import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { CODE_KINDS, CODE_STATES, codes, type CodeLine, type CodeListing } from '../../api/codes';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useSession } from '../../shared/session';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { CodeCoverage } from './CodeCoverage';
import { CodeRuns } from './CodeRuns';
import { Proposed } from './CodeDecisions';
import './codes.css';

export const codeAddress = ({ seen }: CodeLine) =>
  `/intake/codes/one?${new URLSearchParams({ institution: seen.institution, system: seen.system, code: seen.code })}`;

/** Codes of institutions that have no standard code, most used first. */
export default function CodesPage() {
  const { t, word } = useText();
  const [search, change] = useSearchParams();
  const operator = useSession().role === 'OPERATOR';
  const of = {
    institution: search.get('institution') ?? '',
    state: search.get('state') ?? 'UNMAPPED',
    kind: search.get('kind') ?? '',
    text: search.get('text') ?? '',
    offset: search.get('offset') ?? '',
  };
  const set = (name: string, value: string) =>
    change(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        if (name !== 'offset') now.delete('offset');
        return now;
      },
      { replace: true },
    );
  const query = useQuery({
    queryKey: ['intake', 'codes', of],
    queryFn: ({ signal }) => codes.list(of, signal),
    placeholderData: keepPreviousData,
  });
  const choice = (name: 'state' | 'kind', options: readonly string[], all: boolean) => (
    <label>
      <span>{t(name === 'state' ? 'codes.state' : 'codes.kind')}</span>
      <select value={of[name]} onChange={({ target }) => set(name, target.value)}>
        {all && <option value="">{t('messages.all')}</option>}
        {options.map((each) => (
          <option key={each} value={each}>
            {word(name === 'state' ? 'code-state' : 'code-kind', each)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {operator && of.institution && (
        <p className="back">
          <button type="button" className="quiet" onClick={() => set('institution', '')}>
            ← {t('data-quality.all-institutions')}
          </button>
        </p>
      )}
      <h1>{t('codes.title')}</h1>
      <p className="lead">
        {t('codes.lead')} <Link href="/intake/terminology">{t('terms.title')}</Link>
      </p>
      <CodeCoverage institution={of.institution} open={(institution) => set('institution', institution)} />
      <section className="panel">
        <h2>{t('codes.list')}</h2>
        <div className="filter-row">
          {choice('state', CODE_STATES, false)}
          {choice('kind', CODE_KINDS, true)}
          <label>
            <span>{t('codes.search')}</span>
            <input
              type="search"
              defaultValue={of.text}
              onKeyDown={(event) => event.key === 'Enter' && set('text', event.currentTarget.value)}
              onBlur={({ target }) => target.value !== of.text && set('text', target.value)}
            />
          </label>
        </div>
        <Shown query={query} lines={8}>
          {(listing) => (
            <>
              <Proposed decisions={listing.proposed} />
              {listing.lines.length === 0 ? (
                <Empty title={t('codes.none')}>{t('codes.none-hint')}</Empty>
              ) : (
                <Lines listing={listing} operator={operator} />
              )}
              <Pages offset={Number(of.offset) || 0} more={listing.more} go={(offset) => set('offset', offset)} />
            </>
          )}
        </Shown>
      </section>
      <CodeRuns institution={of.institution} />
    </>
  );
}

const PAGE = 100;

function Pages({ offset, more, go }: { offset: number; more: boolean; go: (offset: string) => void }) {
  const { t } = useText();
  return offset === 0 && !more ? null : (
    <div className="filter-row">
      <Button disabled={offset === 0} onClick={() => go(offset > PAGE ? String(offset - PAGE) : '')}>
        {t('codes.before')}
      </Button>
      <Button disabled={!more} onClick={() => go(String(offset + PAGE))}>
        {t('codes.after')}
      </Button>
    </div>
  );
}

function Lines({ listing, operator }: { listing: CodeListing; operator: boolean }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [kept, keep] = useState<string[]>([]);
  const exact = listing.lines.filter((line) => line.likely?.exact && !kept.includes(keyOf(line)));
  const ofOne = exact.length > 0 && exact.every(({ seen }) => seen.institution === exact[0]?.seen.institution);
  const accept = useMutation({
    mutationFn: () =>
      codes.decide(
        exact[0]!.seen.institution,
        exact.map(({ seen, likely }) => ({
          system: seen.system,
          code: seen.code,
          targetSystem: likely!.system,
          targetCode: likely!.code,
          targetDisplay: likely!.display,
          equivalence: 'equivalent',
        })),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['intake', 'codes'] }),
  });
  return (
    <>
      {exact.length > 0 && (
        <div className="codes-bulk">
          <Button type="primary" disabled={!ofOne} loading={accept.isPending} onClick={() => accept.mutate()}>
            {t('codes.accept-exact', { count: exact.length })}
          </Button>
          <span className="fine">{t(ofOne ? 'codes.accept-hint' : 'codes.one-institution')}</span>
        </div>
      )}
      {accept.error && <ProblemView failure={accept.error} />}
      <Grid
        label={t('codes.list')}
        rows={listing.lines}
        keyOf={keyOf}
        columns={[
          {
            title: t('codes.code'),
            cell: (line: CodeLine) => (
              <>
                <Link href={codeAddress(line)}>{line.seen.code}</Link>
                <br />
                {line.seen.names[0] ?? ''}
              </>
            ),
          },
          ...(operator
            ? [{ title: t('messages.sender'), cell: ({ institutionName }: CodeLine) => institutionName ?? '—' }]
            : []),
          { title: t('codes.kind'), cell: ({ seen }: CodeLine) => word('code-kind', seen.kind) },
          { title: t('codes.values'), cell: ({ seen }: CodeLine) => valuesOf(seen) },
          {
            title: t('codes.times'),
            cell: ({ seen }: CodeLine) => seen.occurrences.toLocaleString('en'),
            figure: true,
          },
          {
            title: t('codes.likely'),
            cell: (line: CodeLine) =>
              line.likely ? (
                <>
                  {line.likely.display} <span className="fine">{line.likely.code}</span>
                  <br />
                  <span className={`state ${line.likely.exact ? 'stored' : 'waiting'}`}>
                    {Math.round(line.likely.score * 100)}%
                  </span>{' '}
                  {line.likely.exact && (
                    <label className="fine">
                      <input
                        type="checkbox"
                        checked={!kept.includes(keyOf(line))}
                        onChange={({ target }) =>
                          keep(target.checked ? kept.filter((each) => each !== keyOf(line)) : [...kept, keyOf(line)])
                        }
                      />{' '}
                      {t('codes.with-others')}
                    </label>
                  )}
                </>
              ) : (
                '—'
              ),
          },
        ]}
      />
    </>
  );
}

const keyOf = ({ seen }: CodeLine) => `${seen.institution} ${seen.system} ${seen.code}`;

/** Units and range of the values, as far as there are any. */
export function valuesOf({ low, high, units }: CodeLine['seen']): string {
  const range = low === null || high === null ? '' : low === high ? String(low) : `${low}–${high}`;
  return `${range} ${units.join('、')}`.trim() || '—';
}
