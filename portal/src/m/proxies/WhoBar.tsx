import { useSession } from '../../shared/session';
import { useText } from '../../shared/text';
import { colourOf, useActing } from './ward';

/** Whose record this is, always in sight, and the way to the others; nothing for whoever acts for nobody. */
export function WhoBar() {
  const { t, word } = useText();
  const session = useSession();
  const { ward, wards, act, lost } = useActing();
  if (wards.length === 0 && !ward) return lost ? <Lost name={lost.name} /> : null;
  return (
    <>
      <div className="who" role="group" aria-label={t('who.title')}>
        <button type="button" className="chip" aria-pressed={ward === null} onClick={() => act(null)}>
          {t('who.self', { name: session.name })}
        </button>
        {wards.map((one) => (
          <button
            key={one.patient}
            type="button"
            className={`chip ${colourOf(wards, one)}`}
            aria-pressed={ward?.patient === one.patient}
            onClick={() => act(one)}
          >
            <span className="dot" aria-hidden="true" />
            {one.name}
          </button>
        ))}
      </div>
      <div aria-live="polite">
        {ward && (
          <p className={`acting ${colourOf(wards, ward)}`} data-test="acting-for">
            <strong>{t('who.acting', { name: ward.name })}</strong>
            <span>
              {word('proxy-ground', ward.ground)} · {word('proxy-level', ward.level)}
            </span>
          </p>
        )}
        {lost && <Lost name={lost.name} />}
      </div>
    </>
  );
}

function Lost({ name }: { name: string }) {
  const { t } = useText();
  return (
    <p className="notice who-lost" role="status">
      {t('who.lost', { name })}
    </p>
  );
}
