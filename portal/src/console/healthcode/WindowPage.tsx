import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { CARD_KINDS, healthCode, type CardKind, type CodePurpose, type Presented } from '../../api/healthcode';
import { ProblemView } from '../../shared/Problem';
import { Loading } from '../../shared/states';
import { keep, useText } from '../../shared/text';
import { DeskChoice } from './DeskChoice';
import { Outcome } from './Outcome';
import { deskOf, reportOf, resent, type Desk } from './shown';
import './healthcode.css';

const Camera = lazy(() => import('./Camera'));
const KEPT = 'tongmai.window';
const MODES = ['code', 'card'] as const;
type Mode = (typeof MODES)[number];

interface Asked {
  shown: Presented;
  purpose: CodePurpose;
  factor?: string;
}

function kept(): Desk {
  try {
    return deskOf(localStorage.getItem(KEPT));
  } catch {
    return deskOf(null);
  }
}

/** What is held up at the window is scanned, typed by a scanner, or read off a card; who it is stands beside it. */
export default function WindowPage() {
  const { t } = useText();
  const [desk, setDesk] = useState(kept);
  const [mode, setMode] = useState<Mode>('code');
  const [scanning, scan] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const outcome = useRef<HTMLElement>(null);
  const report = useMutation({ mutationFn: healthCode.report });
  const verify = useMutation({
    mutationFn: ({ shown, purpose, factor }: Asked) => healthCode.verify(shown, purpose, factor),
    onMutate: () => report.reset(),
    onSuccess: ({ code }) => {
      if (code && !code.factorWanted) report.mutate(reportOf(code, desk, new Date()));
    },
  });
  const sendAgain = () => {
    const sent = report.variables;
    if (sent) report.mutate(resent(sent, report.data?.reports[sent.id], new Date()));
  };
  const change = (next: Desk) => {
    setDesk(next);
    keep(KEPT, JSON.stringify(next));
  };
  const present = (shown: Presented) => {
    scan(false);
    verify.mutate({ shown, purpose: desk.purpose });
  };
  // Where one types, the next scan goes into the field; on a phone that would only open the keyboard.
  useEffect(() => {
    if (mode === 'code' && !scanning && matchMedia('(pointer: fine)').matches)
      field.current?.focus({ preventScroll: true });
  }, [mode, scanning, verify.submittedAt]);
  useEffect(() => {
    // returns a promise in newer browsers, which an effect must not
    void outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [verify.data, verify.error]);

  return (
    <>
      <h1>{t('nav.window')}</h1>
      <div className="columns window">
        <section className="panel" aria-label={t('window.take')}>
          <DeskChoice desk={desk} change={change} />
          <div className="chips" role="group" aria-label={t('window.mode')}>
            {MODES.map((one) => (
              <button
                key={one}
                type="button"
                className="chip"
                aria-pressed={mode === one}
                onClick={() => {
                  scan(false);
                  setMode(one);
                }}
              >
                {t(`window.mode.${one}`)}
              </button>
            ))}
          </div>
          {mode === 'code' ? (
            <>
              <TextField field={field} present={(text) => present({ text })} />
              <button type="button" className="take-camera" aria-pressed={scanning} onClick={() => scan(!scanning)}>
                {t(scanning ? 'window.camera-off' : 'window.camera')}
              </button>
              {scanning && (
                <Suspense fallback={<Loading lines={4} />}>
                  <Camera found={(text) => present({ text })} />
                </Suspense>
              )}
            </>
          ) : (
            <CardField present={present} />
          )}
        </section>
        <section ref={outcome} className="outcome" aria-live="polite" aria-label={t('window.outcome')}>
          {verify.isPending ? (
            <Loading lines={5} />
          ) : verify.error ? (
            <ProblemView failure={verify.error} />
          ) : verify.data ? (
            <Outcome
              key={verify.submittedAt}
              verified={verify.data}
              shown={verify.variables.shown}
              factor={verify.variables.factor ?? null}
              scan={(text) => present({ text })}
              again={(purpose, factor) =>
                verify.mutate({
                  shown: verify.variables.shown,
                  purpose: purpose ?? verify.variables.purpose,
                  ...(factor ? { factor } : {}),
                })
              }
              use={report}
              useAgain={sendAgain}
            />
          ) : (
            <div className="empty panel">
              <p>{t('window.waiting')}</p>
              <p className="fine">{t('window.waiting-hint')}</p>
            </div>
          )}
        </section>
      </div>
    </>
  );
}

/** A scanner types the text and sends Enter, so the field has the focus and takes it. */
function TextField({
  field,
  present,
}: {
  field: React.RefObject<HTMLInputElement | null>;
  present: (text: string) => void;
}) {
  const { t } = useText();
  const [text, type] = useState('');
  return (
    <form
      className="take"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        present(text.trim());
        type('');
      }}
    >
      <label htmlFor="window-text">{t('window.text')}</label>
      <div className="pair">
        <input
          id="window-text"
          ref={field}
          value={text}
          lang="en"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={2_000}
          aria-describedby="window-text-hint"
          onChange={({ target }) => type(target.value)}
        />
        <button type="submit" className="primary" disabled={text.trim() === ''}>
          {t('window.verify')}
        </button>
      </div>
      <p className="fine" id="window-text-hint">
        {t('window.text-hint')}
      </p>
    </form>
  );
}

function CardField({ present }: { present: (shown: Presented) => void }) {
  const { t, word } = useText();
  const [kind, choose] = useState<CardKind>('SOCIAL_SECURITY');
  const [number, type] = useState('');
  return (
    <form
      className="take"
      onSubmit={(event) => {
        event.preventDefault();
        if (number.trim()) present({ cardKind: kind, cardNumber: number.trim() });
      }}
    >
      <label>
        <span>{t('window.card-kind')}</span>
        <select value={kind} onChange={({ target }) => choose(target.value as CardKind)}>
          {CARD_KINDS.map((one) => (
            <option key={one} value={one}>
              {word('card-kind', one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('window.card-number')}</span>
        <input value={number} autoComplete="off" spellCheck={false} onChange={({ target }) => type(target.value)} />
      </label>
      <button type="submit" className="primary" disabled={number.trim().length < 4}>
        {t('window.verify')}
      </button>
    </form>
  );
}
