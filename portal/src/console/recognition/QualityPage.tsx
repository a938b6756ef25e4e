import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { recognition, type Quality } from '../../api/recognition';
import { day } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useSession } from '../../shared/session';
import { Empty, More, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Search } from '../Search';
import { FileDialog } from './FileDialog';
import './recognition.css';

const HEADER = 'institution,item,kind,level,area,result,valid_from,valid_until,reference\n';

/** Quality control of institutions: what makes a result recognisable, and for which days. */
export default function QualityPage() {
  const { t } = useText();
  const operator = useSession().role === 'OPERATOR';
  const [search, change] = useSearchParams();
  const institution = search.get('institution');
  const item = search.get('item');
  const [adding, add] = useState(false);
  const [said, say] = useState<string | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['recognition', 'quality', institution, item],
    queryFn: ({ pageParam, signal }) => recognition.quality({ institution, item, below: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => (next === null ? null : String(next)),
  });
  const set = (name: string, value: string) =>
    change(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.quality-control')}</h1>
        {operator && <Button onClick={() => add(true)}>{t('quality-control.add')}</Button>}
      </div>
      <p className="lead">{t('quality-control.lead')}</p>
      <div className="filter-row">
        {operator && (
          <Search
            label={t('quality-control.institution')}
            asked={institution ?? ''}
            ask={(words) => set('institution', words)}
          />
        )}
        <Search label={t('quality-control.item')} asked={item ?? ''} ask={(words) => set('item', words)} />
      </div>
      <div aria-live="polite">{said && <p className="notice good">{said}</p>}</div>
      <Shown query={query} lines={6}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          return rows.length === 0 ? (
            <Empty title={t('quality-control.none')}>{t('quality-control.none-hint')}</Empty>
          ) : (
            <Rows rows={rows} operator={operator} />
          );
        }}
      </Shown>
      <More query={query} />
      {adding && (
        <FileDialog
          title={t('quality-control.add')}
          hint={t('quality-control.file-hint')}
          start={HEADER}
          send={recognition.record}
          done={({ added }) => say(t('quality-control.added', { count: added }))}
          close={() => add(false)}
        />
      )}
    </>
  );
}

function Rows({ rows, operator }: { rows: Quality[]; operator: boolean }) {
  const { t, say, language } = useText();
  const columns = [
    { title: t('statistics.institution'), cell: ({ institution }: Quality) => institution.name },
    {
      title: t('recognise.item'),
      cell: ({ item, itemName }: Quality) => (item === '*' ? t('quality-control.every') : say(itemName) || item),
    },
    {
      title: t('quality-control.kind'),
      cell: ({ words, reference }: Quality) => (
        <span>
          {say(words)} <span className="fine">{reference}</span>
        </span>
      ),
    },
    {
      title: t('recognise.marks'),
      cell: ({ mark, passed }: Quality) =>
        mark ? (
          passed ? (
            <b className="mark">{mark}</b>
          ) : (
            t('quality-control.failed')
          )
        ) : passed ? (
          t('quality-control.kept')
        ) : (
          '—'
        ),
    },
    {
      title: t('quality-control.period'),
      cell: ({ from, until }: Quality) =>
        until
          ? t('quality-control.from-until', { from: day(language, from), until: day(language, until) })
          : t('quality-control.from-on', { from: day(language, from) }),
    },
    {
      title: t('messages.state'),
      cell: ({ now }: Quality) => t(now ? 'quality-control.now' : 'quality-control.not-now'),
    },
  ];
  return (
    <Grid
      label={t('nav.quality-control')}
      rows={rows}
      keyOf={({ id }) => String(id)}
      columns={
        operator
          ? [...columns, { title: t('participants.do'), cell: ({ id }: Quality) => <Withdraw quality={id} /> }]
          : columns
      }
    />
  );
}

function Withdraw({ quality }: { quality: number }) {
  const { t } = useText();
  const client = useQueryClient();
  const [sure, ask] = useState(false);
  const withdrawal = useMutation({
    mutationFn: () => recognition.withdraw(quality),
    onSuccess: () => client.invalidateQueries({ queryKey: ['recognition', 'quality'] }),
  });
  return (
    <>
      <Button
        size="small"
        danger={sure}
        loading={withdrawal.isPending}
        onClick={() => (sure ? withdrawal.mutate() : ask(true))}
      >
        {t(sure ? 'quality-control.withdraw-sure' : 'quality-control.withdraw')}
      </Button>
      {withdrawal.error && <ProblemView failure={withdrawal.error} />}
    </>
  );
}
