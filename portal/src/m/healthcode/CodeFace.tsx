import { useEffect, useRef, useState } from 'react';
import { clock } from '../../shared/format';
import { useText } from '../../shared/text';
import { picture } from '../../shared/picture';
import { left, life, minutes, type Held } from './life';
import { useAwake, useNow, useOnline } from './queries';

const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;

/** A code on the screen with what is left of its life; visibly dead after that. */
export function CodeFace({ held, failed, renew }: { held: Held; failed: boolean; renew: () => void }) {
  const { t, language } = useText();
  const at = useNow();
  const online = useOnline();
  const rest = left(held, at);
  useAwake();
  if (rest === 0) return <Dead online={online && !failed} renew={renew} />;
  const cut = !online || failed;
  return (
    <div className="face" data-test="code" data-state={cut ? 'offline' : 'live'} data-text={held.shown.text}>
      <Enlarged svg={held.shown.svg} rest={rest} />
      <div className="life">
        <Ring part={rest / life(held.shown)} />
        <p>
          <strong role="timer">{t('code.left', { time: minutes(rest) })}</strong>
          <br />
          <span className="fine">
            {t('code.until', { time: clock(language, held.shown.until) })} · {t('code.once')}
          </span>
        </p>
      </div>
      <div aria-live="polite">
        {cut && (
          <p className="notice offline" data-test="cut">
            {t('code.offline')}
          </p>
        )}
      </div>
    </div>
  );
}

function Ring({ part }: { part: number }) {
  return (
    <svg className={part < 0.15 ? 'ring low' : 'ring'} viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r={RADIUS} />
      <circle
        className="rest"
        cx="24"
        cy="24"
        r={RADIUS}
        strokeDasharray={AROUND}
        strokeDashoffset={AROUND * (1 - part)}
        transform="rotate(-90 24 24)"
      />
    </svg>
  );
}

/** Nothing is left to scan: what is gone must not look like a code. */
function Dead({ online, renew }: { online: boolean; renew: () => void }) {
  const { t } = useText();
  const tried = useRef(false);
  useEffect(() => {
    if (!online || tried.current) return;
    tried.current = true;
    renew();
  }, [online, renew]);
  return (
    <div className="face" data-test="code" data-state="dead" role="status">
      <div className="dead">
        <strong>{t('code.dead')}</strong>
        <span>{t(online ? 'code.dead-renewing' : 'code.dead-offline')}</span>
      </div>
    </div>
  );
}

/** The picture; a tap shows it over the whole screen, and another one puts it back. */
function Enlarged({ svg, rest }: { svg: string; rest: number }) {
  const { t } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, show] = useState(false);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  return (
    <>
      <button type="button" className="qr" aria-label={t('code.enlarge')} onClick={() => show(true)}>
        <img src={picture(svg)} alt={t('code.picture')} data-test="qr" />
      </button>
      {open && (
        <dialog ref={dialog} className="whole" aria-label={t('code.picture')} onClose={() => show(false)}>
          <button type="button" className="qr" aria-label={t('code.reduce')} onClick={() => dialog.current?.close()}>
            <img src={picture(svg)} alt={t('code.picture')} />
          </button>
          <p>
            <strong>{t('code.left', { time: minutes(rest) })}</strong>
            <br />
            <span className="fine">{t('code.bright')}</span>
          </p>
        </dialog>
      )}
    </>
  );
}
