import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { CLASSIFICATIONS, people, type ChainNode, type ChainTree, type Interval } from '../../api/people';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { colour, CONTACT_COLOUR, draw, fit, layout, nearest, type Sight } from './graph';

const HIGH = 460;
const ZOOM = 1.25;

/** Who met whom and who infected whom, in the order of onset, with what the chains tell. */
export function ContactGraph({ event, open }: { event: string; open: (number: number) => void }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['emergency', 'chains', event],
    queryFn: ({ signal }) => people.chains(event, signal),
  });
  return (
    <section className="panel" data-test="graph">
      <h2>{t('event-part.graph')}</h2>
      <Shown query={query} lines={10}>
        {(tree) =>
          tree.nodes.length === 0 ? (
            <Empty title={t('people.none')} />
          ) : (
            <>
              <Picture tree={tree} open={open} />
              <ChainFigures tree={tree} open={open} />
              <Links tree={tree} open={open} />
            </>
          )
        }
      </Shown>
    </section>
  );
}

function Picture({ tree, open }: { tree: ChainTree; open: (number: number) => void }) {
  const { t, word } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useMemo(() => layout(tree.nodes, tree.links), [tree]);
  const [wide, widen] = useState(0);
  const [sight, look] = useState<Sight | null>(null);
  const [chosen, choose] = useState<number | null>(null);
  const held = useRef<{ x: number; y: number; moved: boolean } | null>(null);

  useEffect(() => {
    const frame = canvas.current?.parentElement;
    if (!frame) return;
    const watch = new ResizeObserver(() => widen(frame.clientWidth));
    watch.observe(frame);
    return () => watch.disconnect();
  }, []);
  const seen = useMemo(() => sight ?? fit(shown, Math.max(1, wide), HIGH), [sight, shown, wide]);

  useEffect(() => {
    const on = canvas.current;
    const pen = on?.getContext('2d');
    if (!on || !pen || wide === 0) return;
    const frame = requestAnimationFrame(() => {
      const sharp = window.devicePixelRatio || 1;
      if (on.width !== Math.round(wide * sharp)) {
        on.width = Math.round(wide * sharp);
        on.height = Math.round(HIGH * sharp);
      }
      pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      performance.mark('graph-draw');
      draw(pen, shown, seen, wide, HIGH, chosen);
      performance.measure('graph-frame', 'graph-draw');
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen, seen, shown, wide]);

  const zoom = (by: number, x = wide / 2, y = HIGH / 2) => look((before) => zoomed(before ?? seen, by, x, y));

  // React listens to the wheel passively; here it must not scroll the page too, where somebody holds Ctrl or pinches
  useEffect(() => {
    const on = canvas.current;
    if (!on) return;
    const turn = (at: WheelEvent) => {
      if (!at.ctrlKey && !at.metaKey) return;
      at.preventDefault();
      const box = on.getBoundingClientRect();
      look((before) => zoomed(before ?? seen, 2 ** (-at.deltaY / 200), at.clientX - box.left, at.clientY - box.top));
    };
    on.addEventListener('wheel', turn, { passive: false });
    return () => on.removeEventListener('wheel', turn);
  }, [seen]);
  const node = chosen === null ? undefined : shown.byNumber.get(chosen)?.node;
  return (
    <>
      <div className="buttons">
        <button type="button" className="chip" onClick={() => zoom(ZOOM)}>
          {t('graph.nearer')}
        </button>
        <button type="button" className="chip" onClick={() => zoom(1 / ZOOM)}>
          {t('graph.farther')}
        </button>
        <button type="button" className="chip" onClick={() => look(null)}>
          {t('graph.whole')}
        </button>
        {node && (
          <button type="button" className="chip" onClick={() => open(node.number)}>
            {t('graph.open', { number: node.number })}
          </button>
        )}
      </div>
      <div className="graph-frame">
        <canvas
          ref={canvas}
          className="graph"
          style={{ height: HIGH }}
          role="img"
          aria-label={t('graph.picture', { people: tree.nodes.length, links: tree.links.length })}
          onPointerDown={(at) => {
            at.currentTarget.setPointerCapture(at.pointerId);
            held.current = { x: at.clientX, y: at.clientY, moved: false };
          }}
          onPointerMove={(at) => {
            const from = held.current;
            if (!from) return;
            const [dx, dy] = [at.clientX - from.x, at.clientY - from.y];
            if (!from.moved && Math.hypot(dx, dy) < 4) return;
            held.current = { x: at.clientX, y: at.clientY, moved: true };
            look((before) => {
              const now = before ?? seen;
              return { ...now, left: now.left + dx, top: now.top + dy };
            });
          }}
          onPointerUp={(at) => {
            const from = held.current;
            held.current = null;
            if (from?.moved) return;
            const box = at.currentTarget.getBoundingClientRect();
            choose(nearest(shown, seen, at.clientX - box.left, at.clientY - box.top)?.node.number ?? null);
          }}
        />
      </div>
      <p className="fine onset-legend">
        {CLASSIFICATIONS.map((classification) => (
          <span key={classification}>
            <span className="dot" style={{ background: colour({ classification }) }} />{' '}
            {word('classification', classification)}
          </span>
        ))}
        <span>
          <span className="dot" style={{ background: CONTACT_COLOUR }} /> {t('people.contact')}
        </span>
        <span>{t('graph.lines')}</span>
      </p>
    </>
  );
}

/** Nearer or farther, with the point that was pointed at where it is. */
function zoomed(seen: Sight, by: number, x: number, y: number): Sight {
  const scale = Math.min(4, Math.max(0.02, seen.scale * by));
  const times = scale / seen.scale;
  return { scale, left: x - (x - seen.left) * times, top: y - (y - seen.top) * times };
}

function ChainFigures({ tree, open }: { tree: ChainTree; open: (number: number) => void }) {
  const { t } = useText();
  const days = ({ pairs, mean, deviation, median, least, most }: Interval) =>
    pairs === 0
      ? t('graph.no-pairs')
      : t('graph.interval', {
          pairs,
          mean: short(mean),
          deviation: deviation === null ? '–' : short(deviation),
          median: short(median),
          least: short(least),
          most: short(most),
        });
  return (
    <dl className="facts" data-test="chain-figures">
      <dt>{t('graph.serial')}</dt>
      <dd>{days(tree.serialInterval)}</dd>
      <dt>{t('graph.generation')}</dt>
      <dd>{days(tree.generationInterval)}</dd>
      <dt>{t('graph.generations')}</dt>
      <dd>
        {Object.entries(tree.generations).map(([generation, cases]) => (
          <details key={generation}>
            <summary>
              {t('graph.of-generation', { generation, cases, each: short(tree.infectedByEach[generation] ?? 0) })}
            </summary>
            <Numbers nodes={tree.nodes.filter((node) => node.generation === Number(generation))} open={open} />
          </details>
        ))}
        {t('graph.single', { count: tree.single })}
      </dd>
    </dl>
  );
}

/** People by number; each opens. */
function Numbers({ nodes, open }: { nodes: ChainNode[]; open: (number: number) => void }) {
  return (
    <>
      {nodes.slice(0, 500).map(({ number }) => (
        <button key={number} type="button" className="quiet" onClick={() => open(number)}>
          {number}
        </button>
      ))}
    </>
  );
}

/** What the picture shows, as a table. */
function Links({ tree, open }: { tree: ChainTree; open: (number: number) => void }) {
  const { t, word } = useText();
  const [shown, show] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => show(currentTarget.open)}>
      <summary>{t('graph.table', { count: tree.links.length })}</summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('graph.table', { count: tree.links.length })}>
        <table className="small">
          <thead>
            <tr>
              <th scope="col">{t('graph.source')}</th>
              <th scope="col">{t('graph.target')}</th>
              <th scope="col">{t('graph.relation')}</th>
              <th scope="col">{t('graph.exposure')}</th>
              <th scope="col">{t('people.last-exposure')}</th>
              <th scope="col">{t('graph.infected')}</th>
            </tr>
          </thead>
          <tbody>
            {(shown ? tree.links.slice(0, 500) : []).map((link) => (
              <tr key={`${link.source}-${link.target}`}>
                {[link.source, link.target].map((number) => (
                  <td key={number}>
                    <button type="button" className="quiet" onClick={() => open(number)}>
                      {number}
                    </button>
                  </td>
                ))}
                <td>{word('relation', link.relation)}</td>
                <td>{word('exposure', link.exposure)}</td>
                <td>{link.lastOn}</td>
                <td>{link.infected ? t('graph.yes') : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function short(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 10) / 10);
}
