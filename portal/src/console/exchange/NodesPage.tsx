import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { nodes } from '../../api/client';
import type { NodeLine, NodeView } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';
import { Grid } from '../Grid';
import { Receipts } from './Receipts';

const EVERY = 5_000;
const KEY = ['exchange', 'nodes'] as const;

/** From here the clocks of two nodes differ so much that messages may be refused soon. */
const CLOCK_WARNING = 20_000;

const FIELDS: Field[] = [
  { name: 'card', label: 'nodes.card', hint: 'nodes.card-hint', long: true },
  { name: 'fingerprint', label: 'nodes.fingerprint', hint: 'nodes.fingerprint-hint' },
];

/** To a tenth; never "-0.0". */
function seconds(millis: number): string {
  return (Math.round(millis / 100) / 10 || 0).toFixed(1);
}

/** This node among the others: who it is, whom it knows, how they stand, and what was said between them. */
export default function NodesPage() {
  const { t } = useText();
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => nodes.all(signal), refetchInterval: EVERY });
  return (
    <>
      <h1>{t('nav.nodes')}</h1>
      <Shown query={query} lines={8}>
        {(view) => (
          <>
            <Self view={view} />
            {view.self.open && <Others view={view} />}
            {view.self.open && <Receipts />}
          </>
        )}
      </Shown>
    </>
  );
}

function Self({ view: { self } }: { view: NodeView }) {
  const { t, word } = useText();
  if (!self.open) return <Empty title={t('nodes.shut')}>{t('nodes.shut-hint')}</Empty>;
  return (
    <section className="panel" data-test="node">
      <div className="page-head">
        <h2>
          {self.name} <span className="fine">{word('node-role', self.role)}</span>
        </h2>
        <CardButton />
      </div>
      <dl className="facts">
        <dt>{t('nodes.fingerprint')}</dt>
        <dd>
          <code className="long">{self.fingerprint}</code>
          <p className="fine">{t('nodes.own-fingerprint-hint')}</p>
        </dd>
        <dt>{t('nodes.endpoint')}</dt>
        <dd>
          <code>{self.endpoint}</code>
        </dd>
        <dt>{t('nodes.signs')}</dt>
        <dd>
          {word('suite', self.suite)} · <code>{self.keyId}</code>
        </dd>
        <dt>{t('nodes.version')}</dt>
        <dd>{self.version}</dd>
      </dl>
      {self.role === 'province' && <Index self={self} />}
    </section>
  );
}

/** The card of this node, as a file for the operator of the other side. */
function CardButton() {
  const { t } = useText();
  const card = useMutation({
    mutationFn: nodes.card,
    onSuccess: ({ card: text }) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
      link.download = 'exchange-card';
      link.click();
      URL.revokeObjectURL(link.href);
    },
  });
  return (
    <span>
      <Button loading={card.isPending} onClick={() => card.mutate()}>
        {t('nodes.download-card')}
      </Button>
      {card.error && <ProblemView failure={card.error} />}
    </span>
  );
}

/** How far the nation knows what this province has. */
function Index({ self }: { self: NodeView['self'] }) {
  const { t } = useText();
  const compare = useMutation({ mutationFn: nodes.compare });
  const rebuild = useMutation({ mutationFn: nodes.rebuild, onSuccess: () => compare.reset() });
  const lag = self.lag;
  if (!self.following) return <p className="notice">{t('nodes.not-following')}</p>;
  if (!lag) return <p className="notice">{t('nodes.no-key')}</p>;
  const behind = lag.changed + lag.waiting;
  return (
    <>
      <p data-test="lag" data-behind={behind}>
        {behind === 0 && lag.complete
          ? t('nodes.told')
          : t('nodes.behind', { changed: lag.changed, waiting: lag.waiting })}
      </p>
      <div className="buttons">
        <Button loading={compare.isPending} onClick={() => compare.mutate()}>
          {t('nodes.compare')}
        </Button>
        <Button loading={rebuild.isPending} onClick={() => rebuild.mutate()}>
          {t('nodes.rebuild')}
        </Button>
      </div>
      <div aria-live="polite">
        {rebuild.data && !compare.data && <p className="notice">{t('nodes.rebuilding')}</p>}
        {compare.data && (
          <p className="notice" data-test="compared" data-same={compare.data.same}>
            {t(compare.data.same ? 'nodes.same' : 'nodes.different', {
              here: compare.data.here.entries,
              there: compare.data.there.entries,
            })}
          </p>
        )}
      </div>
      {(compare.error ?? rebuild.error) && <ProblemView failure={(compare.error ?? rebuild.error)!} />}
    </>
  );
}

function Others({ view: { self, nodes: others } }: { view: NodeView }) {
  const { t, word, language } = useText();
  const client = useQueryClient();
  const [form, open] = useState(false);
  const nation = self.role === 'nation';
  const shown = (view: NodeView) => client.setQueryData(KEY, view);
  const retire = useMutation({ mutationFn: nodes.retire, onSuccess: shown });
  const [going, ask] = useState<string | null>(null);
  return (
    <section>
      <div className="page-head">
        <h2>{t('nodes.others')}</h2>
        <Button type="primary" onClick={() => open(true)}>
          {t(nation ? 'nodes.admit' : 'nodes.follow')}
        </Button>
      </div>
      {retire.error && <ProblemView failure={retire.error} />}
      {others.length === 0 ? (
        <Empty title={t('nodes.none')}>{t(nation ? 'nodes.none-nation' : 'nodes.none-province')}</Empty>
      ) : (
        <Grid
          label={t('nodes.others')}
          rows={others}
          keyOf={({ id }) => id}
          columns={[
            {
              title: t('nodes.name'),
              cell: ({ id, name }) => (name === id ? id : `${name} ${id === 'nation' ? '' : id}`),
            },
            {
              title: t('nodes.state'),
              cell: ({ state }) => <span className={`state ${state}`}>{word('node-state', state)}</span>,
            },
            { title: t('nodes.heard'), cell: (node) => <Heard node={node} /> },
            {
              title: t('nodes.clock'),
              figure: true,
              cell: ({ offsetMillis }) =>
                offsetMillis === null ? (
                  '—'
                ) : (
                  <span className={Math.abs(offsetMillis) > CLOCK_WARNING ? 'warn' : undefined}>
                    {t('nodes.seconds', { seconds: seconds(offsetMillis) })}
                  </span>
                ),
            },
            ...(nation
              ? [
                  {
                    title: t('nodes.index'),
                    cell: ({ index }: NodeLine) => (index ? moment(language, index.at) : t('nodes.index-none')),
                  },
                ]
              : []),
            { title: t('nodes.endpoint'), cell: ({ endpoint }) => <code>{endpoint}</code> },
            ...(nation
              ? [
                  {
                    title: t('participants.do'),
                    cell: ({ id, state }: NodeLine) =>
                      state === 'admitted' &&
                      (going === id ? (
                        <span className="buttons">
                          <Button
                            danger
                            size="small"
                            loading={retire.isPending}
                            onClick={() => retire.mutate(id, { onSettled: () => ask(null) })}
                          >
                            {t('nodes.retire-sure')}
                          </Button>
                          <Button size="small" onClick={() => ask(null)}>
                            {t('cancel')}
                          </Button>
                        </span>
                      ) : (
                        <Button size="small" onClick={() => ask(id)}>
                          {t('nodes.retire')}
                        </Button>
                      )),
                  },
                ]
              : []),
          ]}
        />
      )}
      {form && (
        <FormDialog<NodeView>
          title={nation ? 'nodes.admit' : 'nodes.follow'}
          fields={FIELDS}
          send={nation ? nodes.admit : nodes.follow}
          done={shown}
          close={() => open(false)}
        />
      )}
    </section>
  );
}

/** When it last answered; since when it does not, and why. */
function Heard({ node }: { node: NodeLine }) {
  const { t, language } = useText();
  const failing = node.failedAt !== null && (node.lastAt === null || node.failedAt > node.lastAt);
  return (
    <>
      {node.lastAt ? moment(language, node.lastAt) : t('nodes.never')}
      {failing && (
        <p className="fine warn">
          {t('nodes.failing', { at: moment(language, node.failedAt) })} <code>{node.failure}</code>
        </p>
      )}
    </>
  );
}
