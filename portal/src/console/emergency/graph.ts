import type { ChainNode, Meeting } from '../../api/people';

/** Where somebody stands: a column for each day of onset, the undated at the end, one below the other by their source. */
export interface Placed {
  node: ChainNode;
  x: number;
  y: number;
}

export interface Layout {
  placed: Placed[];
  byNumber: Map<number, Placed>;
  links: { from: Placed; to: Placed; infected: boolean }[];
  /** Days of the columns; empty text for those without an onset. */
  columns: { x: number; day: string }[];
  width: number;
  height: number;
}

export const COLUMN = 90;
export const ROW = 26;
const DAYS_DRAWN = 120;

/** An order in time: who fell ill later stands further right, below whoever infected or met them. */
export function layout(nodes: ChainNode[], links: Meeting[]): Layout {
  const onsets = [...new Set(nodes.map(({ onset }) => onset).filter((onset) => onset !== null))].toSorted();
  const days = onsets.length > DAYS_DRAWN ? onsets.slice(-DAYS_DRAWN) : onsets;
  const column = new Map(days.map((day, place) => [day, place]));
  const source = new Map<number, number>();
  for (const link of links) if (link.infected || !source.has(link.target)) source.set(link.target, link.source);
  const rank = new Map<number, number>();
  const columns: ChainNode[][] = Array.from({ length: days.length + 1 }, () => []);
  for (const node of nodes) {
    const place = node.onset === null ? days.length : (column.get(node.onset) ?? 0);
    columns[place]!.push(node);
  }
  const placed: Placed[] = [];
  let height = 0;
  columns.forEach((members, place) => {
    members.sort(
      (one, other) =>
        (rank.get(source.get(one.number) ?? -1) ?? Infinity) - (rank.get(source.get(other.number) ?? -1) ?? Infinity) ||
        one.number - other.number,
    );
    // long columns stand in several lanes, so that the picture keeps its shape
    const lanes = Math.max(1, Math.ceil(members.length / LANE));
    members.forEach((node, at) => {
      const y = Math.floor(at / lanes) * ROW;
      rank.set(node.number, y);
      placed.push({ node, x: place * COLUMN + ((at % lanes) - (lanes - 1) / 2) * (COLUMN / (lanes + 1)), y });
      height = Math.max(height, y);
    });
  });
  const byNumber = new Map(placed.map((one) => [one.node.number, one]));
  return {
    placed,
    byNumber,
    links: links.flatMap(({ source: from, target: to, infected }) => {
      const [start, end] = [byNumber.get(from), byNumber.get(to)];
      return start && end ? [{ from: start, to: end, infected }] : [];
    }),
    columns: [
      ...days.map((day, place) => ({ x: place * COLUMN, day })),
      ...(columns[days.length]!.length > 0 ? [{ x: days.length * COLUMN, day: '' }] : []),
    ],
    width: (days.length + 1) * COLUMN,
    height,
  };
}

const LANE = 60;

/** What of the plane is seen: a point stands at `x * scale + left`. */
export interface Sight {
  scale: number;
  left: number;
  top: number;
}

/** The whole picture in a frame. */
export function fit({ width, height }: Layout, wide: number, high: number): Sight {
  const scale = Math.min(1.5, wide / (width + COLUMN), high / (height + 3 * ROW));
  return { scale, left: (COLUMN / 2) * scale, top: ROW * 2 * scale };
}

/** Whoever stands nearest to a point of the frame, within a finger's breadth. */
export function nearest({ placed }: Layout, sight: Sight, x: number, y: number, reach = 16): Placed | null {
  let found: Placed | null = null;
  let best = reach * reach;
  for (const one of placed) {
    const [dx, dy] = [one.x * sight.scale + sight.left - x, one.y * sight.scale + sight.top - y];
    const distance = dx * dx + dy * dy;
    if (distance <= best) [best, found] = [distance, one];
  }
  return found;
}

const COLOURS: Record<string, string> = {
  CONFIRMED: '#b3261e',
  CLINICAL: '#c05a00',
  SUSPECTED: '#8a6d00',
  ASYMPTOMATIC: '#6a3fa0',
  DISCARDED: '#8b929b',
};
export const CONTACT_COLOUR = '#1f6fb2';

export function colour({ classification }: { classification: string | null }): string {
  return classification === null ? CONTACT_COLOUR : (COLOURS[classification] ?? CONTACT_COLOUR);
}

/** Draws what is seen; one path for each colour, so that thousands take a few milliseconds. */
export function draw(
  pen: CanvasRenderingContext2D,
  shown: Layout,
  sight: Sight,
  wide: number,
  high: number,
  chosen: number | null,
): void {
  const { scale, left, top } = sight;
  pen.clearRect(0, 0, wide, high);
  for (const infected of [false, true]) {
    pen.beginPath();
    for (const { from, to, infected: is } of shown.links) {
      if (is !== infected) continue;
      const [x1, y1, x2, y2] = [from.x * scale + left, from.y * scale + top, to.x * scale + left, to.y * scale + top];
      if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > wide || Math.max(y1, y2) < 0 || Math.min(y1, y2) > high) continue;
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
    }
    pen.strokeStyle = infected ? 'rgba(179,38,30,0.7)' : 'rgba(90,100,112,0.3)';
    pen.lineWidth = infected ? 1.5 : 1;
    pen.stroke();
  }
  const size = Math.max(2.5, Math.min(9, 8 * scale));
  const seen = new Map<string, Placed[]>();
  for (const one of shown.placed) {
    const [x, y] = [one.x * scale + left, one.y * scale + top];
    if (x < -size || x > wide + size || y < -size || y > high + size) continue;
    const fill = colour(one.node);
    const others = seen.get(fill);
    if (others) others.push(one);
    else seen.set(fill, [one]);
  }
  for (const [fill, members] of seen) {
    pen.beginPath();
    for (const { x, y } of members) {
      pen.moveTo(x * scale + left + size, y * scale + top);
      pen.arc(x * scale + left, y * scale + top, size, 0, 7);
    }
    pen.fillStyle = fill;
    pen.fill();
  }
  // the days stand on a strip of their own, whatever lies below
  pen.fillStyle = 'rgba(255,255,255,0.85)';
  pen.fillRect(0, 0, wide, 20);
  pen.fillStyle = '#2b333d';
  pen.font = '12px system-ui, sans-serif';
  pen.textAlign = 'center';
  let free = -Infinity;
  for (const { x, day } of shown.columns) {
    const at = x * scale + left;
    if (day === '' || at < free || at < 0 || at > wide) continue;
    pen.fillText(day.slice(5), at, 14);
    free = at + 44;
  }
  if (scale > 0.8)
    for (const members of seen.values())
      for (const { node, x, y } of members)
        pen.fillText(String(node.number), x * scale + left, y * scale + top - size - 2);
  const one = chosen === null ? undefined : shown.byNumber.get(chosen);
  if (one) {
    pen.beginPath();
    pen.arc(one.x * scale + left, one.y * scale + top, size + 4, 0, 7);
    pen.strokeStyle = '#12181f';
    pen.lineWidth = 2;
    pen.stroke();
  }
}
