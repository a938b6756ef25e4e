import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type {
  healthCode,
  Accepted,
  CodePurpose,
  Form,
  Presented,
  Refusal,
  UseOutcome,
  Verified,
} from '../../api/healthcode';
import { day, moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { useIdentity } from '../portal/identity';
import { ApplyHere } from './ApplyHere';
import { BindCard } from './BindCard';
import { GuardianHere } from './GuardianHere';
import { PrintHere } from './PrintHere';
import { opening, purposeOf, tone } from './shown';

/** Verifies the same once more, for another purpose or with a factor. */
type Again = (purpose: CodePurpose | null, factor?: string) => void;

interface Report {
  data: Awaited<ReturnType<typeof healthCode.report>> | undefined;
  error: unknown;
  isPending: boolean;
}

/** What a verification came to, in words that say what to do next. */
export function Outcome({
  verified,
  shown,
  factor: told,
  scan,
  again,
  use,
  useAgain,
}: {
  verified: Verified;
  shown: Presented;
  /** The second factor that was told; null where none was. */
  factor: string | null;
  scan: (text: string) => void;
  again: Again;
  use: Report;
  useAgain: () => void;
}) {
  const { code, refusal } = verified;
  const factor = <FactorField again={again} scan={scan} />;
  if (!code) return <Refused refusal={refusal!} words={verified} again={again} factor={factor} shown={shown} />;
  if (code.factorWanted) return <Factor code={code}>{factor}</Factor>;
  const purpose = 'text' in shown ? purposeOf(shown.text) : null;
  return <Good code={code} shown={purpose} factor={told} use={use} useAgain={useAgain} />;
}

function Refused({
  refusal,
  words,
  again,
  factor,
  shown,
}: {
  refusal: Refusal;
  words: Verified;
  again: Again;
  factor: ReactNode;
  shown: Presented;
}) {
  const { t, say } = useText();
  return (
    <section className={`panel verdict bad ${tone(refusal)}`} data-test="refused" data-refusal={refusal}>
      <h2>{t('outcome.refused')}</h2>
      <p className="verdict-reason">{say(words.words)}</p>
      <dl>
        <dt>{t('problem.mend')}</dt>
        <dd>{t(`refusal.${refusal}`)}</dd>
      </dl>
      {refusal === 'WRONG_PURPOSE' && (
        <button type="button" className="primary" onClick={() => again('IDENTIFY')}>
          {t('outcome.identify-only')}
        </button>
      )}
      {refusal === 'FACTOR_WRONG' && factor}
      {refusal === 'UNKNOWN' && 'cardKind' in shown && shown.cardKind === 'LOCAL_PATIENT' && (
        <ApplyHere number={shown.cardNumber} done={() => again(null)} />
      )}
    </section>
  );
}

/** Paper and cards only point at somebody: who stands there says a little that the paper does not. */
function Factor({ code, children }: { code: Accepted; children: ReactNode }) {
  const { t, word } = useText();
  return (
    <section className="panel verdict wait" data-test="factor-wanted">
      <h2>{t('outcome.factor-wanted')}</h2>
      <p>
        {word('form', code.form)} · <strong>{code.holder.name}</strong>
      </p>
      <p>{t('outcome.factor-why')}</p>
      {children}
    </section>
  );
}

/** The next code may be scanned while the field still has the focus: what looks like one is one. */
function FactorField({ again, scan }: { again: Again; scan: (text: string) => void }) {
  const { t } = useText();
  const [factor, type] = useState('');
  return (
    <form
      className="take"
      onSubmit={(event) => {
        event.preventDefault();
        if (purposeOf(factor)) scan(factor.trim());
        else if (factor.trim().length >= 4) again(null, factor.trim());
      }}
    >
      <label htmlFor="factor">{t('outcome.factor')}</label>
      <div className="pair">
        <input
          id="factor"
          value={factor}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={2_000}
          onChange={({ target }) => type(target.value)}
        />
        <button type="submit" className="primary" disabled={factor.trim().length < 4}>
          {t('window.verify')}
        </button>
      </div>
    </form>
  );
}

function Good({
  code,
  shown,
  factor,
  use,
  useAgain,
}: {
  code: Accepted;
  shown: CodePurpose | null;
  factor: string | null;
  use: Report;
  useAgain: () => void;
}) {
  const { t, word, language } = useText();
  const identity = useIdentity();
  const { holder } = code;
  return (
    <section className="panel verdict good" data-test="accepted" data-form={code.form} data-code={code.code}>
      <h2>{t('outcome.good')}</h2>
      <p className="verdict-name">{holder.name || t('outcome.not-read-yet')}</p>
      <dl className="facts">
        <dt>{t('column.sex-age')}</dt>
        <dd>{identity.sexAndAge(holder)}</dd>
        <dt>{t('column.birth-date')}</dt>
        <dd>{day(language, holder.birthDate) || '—'}</dd>
        <dt>{t('column.identifier-tail')}</dt>
        <dd>{identity.tail(holder)}</dd>
        <dt>{t('outcome.form')}</dt>
        <dd>{word('form', code.form)}</dd>
        <dt>{t('outcome.purpose')}</dt>
        <dd>{word('code-purpose', shown ?? code.purpose)}</dd>
        <dt>{t('outcome.index')}</dt>
        <dd>
          <code className="long">{code.index}</code>
        </dd>
      </dl>
      <p className="notice" data-test="check-person">
        {t(`outcome.check-${check(code.form)}`)}
      </p>
      <Use report={use} again={useAgain} />
      <Opening code={code} shown={shown} />
      <BindCard code={code} />
      <PrintHere code={code} told={factor} />
      <GuardianHere code={code} />
    </section>
  );
}

/** A code says who somebody is said to be; who stands there, only the clerk sees. */
function check(form: Form): 'person' | 'guardian' | 'paper' {
  return form === 'BY_GUARDIAN' ? 'guardian' : form === 'PRINTED' || form === 'CARD' ? 'paper' : 'person';
}

/** Whether the use was counted: a code is good either way, but the resident's list and the figures need it. */
function Use({ report, again }: { report: Report; again: () => void }) {
  const { t } = useText();
  const outcome = report.data && (Object.values(report.data.reports)[0] as UseOutcome | undefined);
  if (report.isPending) return <p className="fine">{t('outcome.use-sending')}</p>;
  if (outcome === 'RECORDED' || outcome === 'REPEATED')
    return (
      <p className="fine" data-test="use-recorded">
        {t('outcome.use-recorded')}
      </p>
    );
  return (
    <div className="notice warn" data-test="use-missing">
      {outcome ? <p>{t(`outcome.use.${outcome}`)}</p> : report.error ? <ProblemView failure={report.error} /> : null}
      <button type="button" onClick={again}>
        {t('outcome.use-again')}
      </button>
    </div>
  );
}

function Opening({ code, shown }: { code: Accepted; shown: CodePurpose | null }) {
  const { t, language } = useText();
  const way = opening(code);
  if (way === 'open')
    return (
      <p className="buttons" data-test="may-open">
        <Link className="button primary" href={`/record/${code.local!.patient}`}>
          {t('outcome.open')}
        </Link>
        <span className="fine">{t('outcome.read-until', { at: moment(language, code.readUntil) })}</span>
      </p>
    );
  if (way === 'asked')
    return (
      <p className="notice" data-test="asked">
        {t('outcome.asked')}
      </p>
    );
  if (way === 'no-visit')
    return (
      <p className="notice warn" data-test="no-visit">
        {t(code.local ? 'outcome.no-visit' : 'outcome.not-registered')}
      </p>
    );
  return (
    <p className="fine">
      {t(
        code.purpose === 'READ' ? 'outcome.not-asked' : shown === 'READ' ? 'outcome.could-read' : 'outcome.identified',
      )}
    </p>
  );
}
