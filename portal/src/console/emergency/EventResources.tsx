import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { emergency, type EventWhole, type Hold, type Resource } from '../../api/emergency';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';
import { Grid } from '../Grid';
import { Transfers } from './Transfers';

export const RESOURCES = [
  'BED',
  'BED_ISOLATION',
  'BED_ICU',
  'BED_NEGATIVE_PRESSURE',
  'AMBULANCE',
  'TEAM',
  'LABORATORY',
  'STOCK',
];
const BEDS = RESOURCES.filter((kind) => kind.startsWith('BED'));
const AGAIN = 15_000;

/** What the event was promised, patients that are moved, and what there is. */
export function EventResources({ whole }: { whole: EventWhole }) {
  const { t } = useText();
  const acting = whole.standing !== 'SEES' && whole.event.status !== 'CLOSED';
  const holds = useQuery({
    queryKey: ['emergency', 'holds', whole.event.id],
    queryFn: ({ signal }) => emergency.holds(whole.event.id, signal),
    refetchInterval: AGAIN,
  });
  return (
    <>
      <section className="panel" data-test="holds">
        <h2>{t('resources.promised')}</h2>
        <Shown query={holds}>
          {({ holds: promised }) =>
            promised.length === 0 ? (
              <Empty title={t('resources.none-promised')} />
            ) : (
              <ul className="plain">
                {promised.map((hold) => (
                  <li key={hold.id}>
                    <Promised event={whole.event.id} hold={hold} acting={acting} />
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
      <Moves whole={whole} acting={acting} />
      <Board event={whole.event.id} acting={acting} />
    </>
  );
}

function Promised({ event, hold, acting }: { event: string; hold: Hold; acting: boolean }) {
  const { t, word, language } = useText();
  const client = useQueryClient();
  const settle = useMutation({
    mutationFn: (deed: string) => emergency.settle(event, hold.id, deed),
    onSettled: () => client.invalidateQueries({ queryKey: ['emergency'] }),
  });
  return (
    <>
      <b>
        {word('resource', hold.resource.kind)} {hold.resource.item} × {hold.amount} {hold.resource.unit}
      </b>{' '}
      <span className="state">{word('hold-state', hold.state)}</span>
      <p className="fine">
        {hold.resource.institution.name} · {moment(language, hold.heldAt)}
      </p>
      {acting && hold.state !== 'RELEASED' && (
        <div className="buttons">
          {hold.state === 'HELD' && (
            <Button loading={settle.isPending} onClick={() => settle.mutate('take')}>
              {t('resources.take')}
            </Button>
          )}
          <Button disabled={settle.isPending} onClick={() => settle.mutate('release')}>
            {t('resources.release')}
          </Button>
        </div>
      )}
      {settle.error && <ProblemView failure={settle.error} />}
    </>
  );
}

function Moves({ whole, acting }: { whole: EventWhole; acting: boolean }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [asking, ask] = useState(false);
  return (
    <section className="panel" data-test="transfers">
      <h2>{t('transfers.title')}</h2>
      <Transfers event={whole.event.id} />
      {acting && <Button onClick={() => ask(true)}>{t('transfers.request')}</Button>}
      {asking && (
        <FormDialog
          title="transfers.request"
          fields={[
            { name: 'from', label: 'transfers.from', hint: 'events.assignee-hint' },
            { name: 'to', label: 'transfers.to', hint: 'events.assignee-hint' },
            {
              name: 'bed',
              label: 'transfers.bed',
              options: BEDS.map((value) => ({ value, label: word('resource', value) })),
            },
            { name: 'words', label: 'signal.words', long: true, optional: true },
          ]}
          send={(values) => emergency.transfer(whole.event.id, values)}
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => ask(false)}
        />
      )}
    </section>
  );
}

function Board({ event, acting }: { event: string; acting: boolean }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [search, change] = useSearchParams();
  const [wanted, want] = useState<Resource | null>(null);
  const kind = search.get('kind');
  const query = useQuery({
    queryKey: ['emergency', 'resources', kind],
    queryFn: ({ signal }) => emergency.resources(kind, signal),
    refetchInterval: AGAIN,
  });
  return (
    <section className="panel" data-test="board">
      <h2>{t('resources.board')}</h2>
      <div className="filter-row">
        <label>
          {t('resources.kind')}
          <select
            value={kind ?? ''}
            onChange={({ target }) =>
              change(
                (before) => {
                  const next = new URLSearchParams(before);
                  if (target.value === '') next.delete('kind');
                  else next.set('kind', target.value);
                  return next;
                },
                { replace: true },
              )
            }
          >
            <option value="">{t('task-show.all')}</option>
            {RESOURCES.map((one) => (
              <option key={one} value={one}>
                {word('resource', one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Shown query={query}>
        {({ resources }) =>
          resources.length === 0 ? (
            <Empty title={t('resources.none')}>{t('resources.none-hint')}</Empty>
          ) : (
            RESOURCES.map((one) => ({ one, rows: resources.filter((each) => each.kind === one) }))
              .filter(({ rows }) => rows.length > 0)
              .map(({ one, rows }) => (
                <details key={one} className="kind" open={one === kind}>
                  <summary>
                    <b>{word('resource', one)}</b>{' '}
                    <span className="fine">
                      {t('resources.places', { places: new Set(rows.map((each) => each.institution.code)).size })} ·{' '}
                      {t('resources.free')} {rows.reduce((sum, each) => sum + each.free, 0)}
                    </span>
                  </summary>
                  <Rows label={word('resource', one)} rows={rows} ask={acting ? want : null} />
                </details>
              ))
          )
        }
      </Shown>
      {wanted && (
        <FormDialog
          title="resources.ask"
          fields={[{ name: 'amount', label: 'resources.amount' }]}
          start={{ amount: '1' }}
          send={({ amount }) => emergency.hold(event, wanted.id, Math.trunc(Number(amount)) || 0)}
          done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
          close={() => want(null)}
        />
      )}
    </section>
  );
}

/** What there is of one kind. */
function Rows({ label, rows, ask }: { label: string; rows: Resource[]; ask: ((one: Resource) => void) | null }) {
  const { t, language } = useText();
  return (
    <Grid
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('resources.item'),
          cell: (one) => (
            <>
              {one.item && <b>{one.item} </b>}
              <span className="fine">{one.institution.name}</span>
            </>
          ),
        },
        { title: t('resources.capacity'), figure: true, cell: (one) => `${one.capacity} ${one.unit}` },
        { title: t('resources.used'), figure: true, cell: (one) => one.used },
        { title: t('resources.held'), figure: true, cell: (one) => one.held },
        { title: t('resources.free'), figure: true, cell: (one) => <b>{one.free}</b> },
        { title: t('resources.as-of'), cell: (one) => moment(language, one.asOf) },
        ...(ask
          ? [
              {
                title: t('resources.ask'),
                cell: (one: Resource) => one.free > 0 && <Button onClick={() => ask(one)}>{t('resources.ask')}</Button>,
              },
            ]
          : []),
      ]}
    />
  );
}
