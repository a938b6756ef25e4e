import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { healthCode, type Holder, type ShownCode } from '../../api/healthcode';
import { day } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { picture } from './life';
import { mine, useOwnCodes } from './queries';
import './code.css';

const SIZES = ['card', 'sheet'] as const;
type Size = (typeof SIZES)[number];

/** A code on paper, for who has no phone at hand: it points at me and opens nothing. Made only when asked for. */
export default function PrintPage() {
  const { t } = useText();
  const own = useOwnCodes();
  return (
    <>
      <p className="unprinted">
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1 className="unprinted">{t('code.print')}</h1>
      <Shown query={own} lines={4}>
        {({ codes }) => {
          const active = mine(codes).find(({ code }) => code.state === 'ACTIVE');
          return active ? (
            <Print holder={active} />
          ) : (
            <Empty title={t('print.no-code')}>{t('print.no-code-hint')}</Empty>
          );
        }}
      </Shown>
    </>
  );
}

function Print({ holder }: { holder: Holder }) {
  const { t } = useText();
  const [size, choose] = useState<Size>('card');
  const print = useMutation({ mutationFn: () => healthCode.print(holder.code.id) });
  return (
    <>
      <ul className="points unprinted">
        <li>{t('print.points')}</li>
        <li>{t('print.factor')}</li>
        <li>{t('print.older')}</li>
      </ul>
      {print.error && <ProblemView failure={print.error} />}
      {print.data ? (
        <>
          <div className="segments two unprinted" role="group" aria-label={t('print.size')}>
            {SIZES.map((one) => (
              <button key={one} type="button" aria-pressed={size === one} onClick={() => choose(one)}>
                {t(`print.${one}`)}
              </button>
            ))}
          </div>
          <Paper name={holder.name} shown={print.data} size={size} />
          <button type="button" className="primary unprinted" onClick={() => globalThis.print()}>
            {t('print.now')}
          </button>
        </>
      ) : (
        <button type="button" className="primary" disabled={print.isPending} onClick={() => print.mutate()}>
          {t('print.make')}
        </button>
      )}
    </>
  );
}

/** An ID-1 card (ISO/IEC 7810, 85.6 mm by 54 mm) to cut out, or a sheet with a large code. */
function Paper({ name, shown, size }: { name: string; shown: ShownCode; size: Size }) {
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
