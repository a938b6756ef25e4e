import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { Empty, Shown } from '../../shared/states';
import { useText, type TextKey } from '../../shared/text';
import { Grid, type Column } from '../Grid';
import { Search } from '../Search';

/** What is searched for; it stands in the URL. */
export function useSearch(): [string, (query: string) => void] {
  const [search, change] = useSearchParams();
  return [search.get('query') ?? '', (query) => change(query ? { query } : {}, { replace: true })];
}

/** A list that the operator keeps: searched, added to, and shown as a table. */
export function Listing<T, Row>({
  title,
  lead,
  add,
  search,
  query,
  rows,
  columns,
  keyOf,
  children,
}: {
  title: TextKey;
  lead: string;
  add: { label: TextKey; open: () => void };
  search: [string, (query: string) => void];
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>;
  rows: (data: T) => Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  children?: ReactNode;
}) {
  const { t } = useText();
  const [asked, ask] = search;
  return (
    <>
      <div className="page-head">
        <h1>{t(title)}</h1>
        <Button type="primary" onClick={add.open}>
          {t(add.label)}
        </Button>
      </div>
      <p className="lead">{lead}</p>
      <Search label={t('participants.search')} asked={asked} ask={ask} />
      <Shown query={query} lines={6}>
        {(data) =>
          rows(data).length === 0 ? (
            <Empty title={t('participants.none')}>{t('participants.none-hint')}</Empty>
          ) : (
            <Grid label={t(title)} rows={rows(data)} keyOf={keyOf} columns={columns} />
          )
        }
      </Shown>
      {children}
    </>
  );
}
