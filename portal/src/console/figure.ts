/** Figures that leave the platform: their numbers and pictures, with a note on what they are of. */

export interface FigureData {
  /** Name of the file, without its ending. */
  file: string;
  title: string;
  /** What it is of and how it was made: region, period, method with parameters, as of when. */
  note: string[];
  columns: string[];
  rows: (string | number | null)[][];
}

const LINE = 18;
const MARGIN = 12;
const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-weight', 'text-anchor'];
const FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** A cell that no spreadsheet takes for a formula. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""').replace(/[\r\n]/g, ' ')}"` : plain;
}

/** The numbers as a table in UTF-8, after lines with # that say what they are of. */
export function csv({ title, note, columns, rows }: FigureData): string {
  const head = [title, ...note].map((line) => cell(`# ${line.replace(/[\r\n]/g, ' ')}`));
  return `\uFEFF${[...head, ...[columns, ...rows].map((row) => row.map(cell).join(','))].join('\r\n')}\r\n`;
}

/** Lines that fit a width, cut between characters. */
export function wrapped(lines: string[], most: number): string[] {
  return lines.flatMap((line) => {
    const parts: string[] = [];
    let part = '';
    let long = 0;
    for (const letter of line) {
      const wide = letter.charCodeAt(0) > 0x2e80 ? 2 : 1;
      if (long + wide > most) {
        parts.push(part);
        part = '';
        long = 0;
      }
      part += letter;
      long += wide;
    }
    return [...parts, part];
  });
}

/** The picture by itself, with its title above, its note below, and the colours that the page's styles give it. */
export function noted(svg: SVGSVGElement, data: FigureData): { text: string; width: number; height: number } {
  const [, , wide = 960, high = 260] = (svg.getAttribute('viewBox') ?? '').split(/[ ,]+/).map(Number);
  const width = Math.max(640, wide);
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll<SVGElement>('*')].forEach((element, place) => {
    const style = getComputedStyle(originals[place]!);
    for (const name of STYLES) element.style.setProperty(name, style.getPropertyValue(name));
    element.removeAttribute('tabindex');
  });
  const notes = wrapped(data.note, Math.floor((width - 2 * MARGIN) / 6.5));
  const above = 2 * MARGIN + LINE;
  const height = above + high + MARGIN + notes.length * LINE + MARGIN;
  copy.setAttribute('x', '0');
  copy.setAttribute('y', String(above));
  copy.setAttribute('width', String(wide));
  copy.setAttribute('height', String(high));
  const whole = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  whole.setAttribute('viewBox', `0 0 ${width} ${height}`);
  whole.setAttribute('width', String(width));
  whole.setAttribute('height', String(height));
  whole.setAttribute('font-family', FONT);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  ground.setAttribute('fill', '#fff');
  whole.append(ground, line(data.title, MARGIN + LINE, 16), copy);
  notes.forEach((note, place) => whole.append(line(note, above + high + MARGIN + (place + 1) * LINE - 4, 12)));
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

function line(text: string, y: number, size: number): SVGTextElement {
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  drawn.setAttribute('x', String(MARGIN));
  drawn.setAttribute('y', String(y));
  drawn.setAttribute('font-size', String(size));
  drawn.setAttribute('fill', '#1b2523');
  drawn.textContent = text;
  return drawn;
}

/** Hands a file to the browser. */
export function saved(file: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
