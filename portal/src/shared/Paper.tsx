import type { ShownCode } from '../api/healthcode';
import { day } from './format';
import { picture } from './picture';
import { useText } from './text';
import './paper.css';

export const SIZES = ['card', 'sheet'] as const;
export type Size = (typeof SIZES)[number];

/** A name as it stands on paper that may be lost: only its first character. */
export function masked(name: string): string {
  return [...name].map((one, index) => (index === 0 ? one : '*')).join('');
}

/** An ID-1 card (ISO/IEC 7810, 85.6 mm by 54 mm) to cut out, or a sheet with a large code. */
export function Paper({ name, shown, size }: { name: string; shown: ShownCode; size: Size }) {
  const { t, language } = useText();
  return (
    <article className={`paper ${size}`} data-test="paper" data-text={shown.text} aria-label={t('code.print')}>
      <img src={picture(shown.svg)} alt={t('code.picture')} data-test="qr" />
      <div>
        <p className="paper-title">{t('print.title')}</p>
        <p className="paper-name">{name}</p>
        <p>{t('print.valid', { until: day(language, shown.until) })}</p>
        <p>{t('print.on-paper')}</p>
      </div>
    </article>
  );
}
