import { useRef, useState, type ReactNode } from 'react';
import { useText } from '../shared/text';
import { csv, noted, saved, type FigureData } from './figure';
import './figure.css';

/**
 * A figure that can be taken along: its numbers as CSV, its picture as SVG and PNG, each with the note on what it is of and how it was
 * made. The picture is the first svg within.
 */
export function Figure({ data, children }: { data: FigureData; children: ReactNode }) {
  const { t } = useText();
  const body = useRef<HTMLDivElement>(null);
  const [failed, fail] = useState(false);
  const take = async (kind: 'csv' | 'svg' | 'png') => {
    fail(false);
    try {
      const svg = body.current?.querySelector('svg');
      if (kind === 'csv') saved(`${data.file}.csv`, 'text/csv', csv(data));
      else if (svg && kind === 'svg') saved(`${data.file}.svg`, 'image/svg+xml', noted(svg, data).text);
      else if (svg) saved(`${data.file}.png`, 'image/png', await picture(noted(svg, data)));
    } catch {
      fail(true);
    }
  };
  return (
    <div className="take-along">
      <div ref={body}>{children}</div>
      <p className="fine figure-note">{data.note.join(' · ')}</p>
      <div className="buttons small-buttons" role="group" aria-label={t('figure.take')}>
        {(['csv', 'svg', 'png'] as const).map((kind) => (
          <button key={kind} type="button" className="quiet" onClick={() => void take(kind)}>
            {t('figure.as', { kind: kind.toUpperCase() })}
          </button>
        ))}
      </div>
      {failed && <p className="notice">{t('figure.failed')}</p>}
    </div>
  );
}

/** Twice as many dots as on the screen, for print. */
const DOTS = 2;

async function picture({ text, width, height }: { text: string; width: number; height: number }): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * DOTS;
  canvas.height = height * DOTS;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}
