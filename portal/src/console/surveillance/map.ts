/** Colours and values of the map. */
import type { Area } from '../../api/surveillance';

export const METRICS = ['cases', 'rate', 'excess', 'signals'] as const;
export type Metric = (typeof METRICS)[number];

/** One hue from light to dark: the colour-blind tell them apart by lightness, as a print in black does (ColorBrewer Blues). */
const SEQUENTIAL = ['#f7fbff', '#deebf7', '#c6dbef', '#9ecae1', '#4292c6', '#08519c'];
/** Less to the left, more to the right, told apart by red-green-blind eyes (ColorBrewer PuOr). */
const DIVERGING = ['#542788', '#998ec3', '#d8daeb', '#f7f7f7', '#fee0b6', '#f1a340', '#b35806'];
/** What is not known. */
export const UNKNOWN = '#ffffff';
const LIGHT_TEXT = new Set(['#4292c6', '#08519c', '#542788', '#b35806']);

/** What a metric says of a division; null where it cannot. */
export function valueOf({ cases, rate, expected, signals }: Area, metric: Metric): number | null {
  switch (metric) {
    case 'cases':
      return cases;
    case 'rate':
      return rate;
    case 'excess':
      return expected === null ? null : cases - expected;
    case 'signals':
      return signals;
  }
}

/** Steps of a scale: from each value on its colour holds. */
export interface Step {
  from: number;
  colour: string;
}

/** A round number at least as large: 1, 2, 5 times a power of ten. */
export function round(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((times) => times * power).find((each) => each >= most * (1 - 1e-9))!;
}

/** The scale of some values: from none to most, or from less to more than expected, the same on both sides. */
export function steps(values: (number | null)[], metric: Metric): Step[] {
  const known = values.filter((one) => one !== null);
  if (metric === 'excess') {
    const most = round(Math.max(0, ...known.map(Math.abs)));
    const half = [most / 20, most / 5, most / 2];
    return DIVERGING.map((colour, place) => ({
      colour,
      from: [-Infinity, -half[2]!, -half[1]!, -half[0]!, half[0]!, half[1]!, half[2]!][place]!,
    }));
  }
  const most = Math.max(0, ...known);
  // counts have no steps below one
  const least = metric === 'rate' ? 0 : 1;
  const parts = SEQUENTIAL.length - 1;
  const froms = SEQUENTIAL.map((_, place) =>
    place === 0 ? 0 : metric !== 'rate' && place === 1 ? 1 : round((most * place) / parts / 1.25),
  );
  return SEQUENTIAL.map((colour, place) => ({ colour, from: place === 0 ? 0 : Math.max(least, froms[place]!) })).filter(
    ({ from }, place, all) => place === 0 || (from > all[place - 1]!.from && from <= Math.max(most, least)),
  );
}

export function colourOf(value: number | null, scale: Step[]): string {
  return value === null ? UNKNOWN : (scale.findLast(({ from }) => value >= from)?.colour ?? scale[0]!.colour);
}

/** Whether text on a colour is white. */
export function light(colour: string): boolean {
  return LIGHT_TEXT.has(colour);
}

/** A value as the map writes it. */
export function written(value: number | null, metric: Metric): string {
  if (value === null) return '—';
  if (metric === 'cases' || metric === 'signals') return String(value);
  const short = value.toFixed(Math.abs(value) < 10 ? 1 : 0);
  return metric === 'excess' && value > 0 ? `+${short}` : short;
}

/** From which value to which a step goes. */
export function spanOf(scale: Step[], place: number, metric: Metric): string {
  const from = scale[place]!.from;
  const next = scale[place + 1]?.from;
  const say = (value: number) => String(Math.round(value * 100) / 100);
  if (from === -Infinity) return `< ${say(next!)}`;
  if (next === undefined) return `≥ ${say(from)}`;
  if ((metric === 'cases' || metric === 'signals') && Math.ceil(next) - 1 <= from) return say(from);
  const until = metric === 'cases' || metric === 'signals' ? Math.ceil(next) - 1 : next;
  return `${say(from)} – ${say(until)}`;
}
