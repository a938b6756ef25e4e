import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { healthCode, type Holder } from '../../api/healthcode';
import { masked, Paper, SIZES, type Size } from '../../shared/Paper';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Holders } from './Holders';
import { useChosen, useOwnCodes } from './queries';
import './code.css';

/** A code on paper, for who has no phone at hand: mine, or that of somebody in my care. It opens nothing; made only when asked for. */
export default function PrintPage() {
  const { t } = useText();
  const own = useOwnCodes();
  const [chosen, choose] = useChosen(own.data);
  return (
    <>
      <p className="unprinted">
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1 className="unprinted">{t('code.print')}</h1>
      <Shown query={own} lines={4}>
        {({ codes }) => {
          const active = codes.filter(({ code }) => code.state === 'ACTIVE');
          const holder = active.find(({ code }) => code.id === chosen?.code.id) ?? active[0];
          return holder ? (
            <>
              {active.length > 1 && (
                <div className="unprinted">
                  <Holders codes={active} chosen={holder} choose={choose} />
                </div>
              )}
              <Print key={holder.code.id} holder={holder} />
            </>
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
          <Paper name={masked(holder.name)} shown={print.data} size={size} />
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
