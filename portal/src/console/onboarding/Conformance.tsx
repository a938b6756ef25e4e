import { Button } from 'antd';
import { useRef, useState } from 'react';
import { onboarding, type Onboarding } from '../../api/onboarding';
import { day } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { useDeed } from './deed';

/** The signed report: made here of what the sandbox took, or handed in from a robot. */
export function Conformance({ view }: { view: Onboarding }) {
  const { t, word, language } = useText();
  const file = useRef<HTMLInputElement>(null);
  const [unreadable, say] = useState(false);
  const examining = useDeed(view.client, () => onboarding.examine(view.client));
  const handing = useDeed(view.client, (report: unknown) => onboarding.handIn(view.client, report));
  const { report } = view;
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      say(false);
      handing.mutate(JSON.parse(await chosen.text()) as unknown);
    } catch {
      say(true);
    }
  };
  return (
    <>
      {report === null ? (
        <p>{t('onboarding.no-report')}</p>
      ) : (
        <>
          <p data-test="report">
            {t('onboarding.report', {
              passed: report.passed,
              failed: report.failed,
              rest: report.notExercised,
              expires: day(language, report.expires),
            })}
          </p>
          {report.lacks.length > 0 && (
            <ul className="warn" data-test="lacks">
              {report.lacks.map((lack) => (
                <li key={lack}>{word('onboarding-lack', lack)}</li>
              ))}
            </ul>
          )}
          {report.failedChecks.length > 0 && (
            <p>
              {t('onboarding.failed-checks')}{' '}
              {report.failedChecks.map((check) => (
                <code key={check}>{check} </code>
              ))}
            </p>
          )}
          <p className="fine">
            {t('onboarding.signed', { examiner: report.examiner, signer: report.signer })}{' '}
            <a
              href={`/api/onboarding/systems/${encodeURIComponent(view.client)}/reports/${report.id}`}
              download="report.json"
            >
              report.json
            </a>
          </p>
        </>
      )}
      <p className="buttons">
        <Button loading={examining.isPending} onClick={() => examining.mutate(undefined)}>
          {t('onboarding.examine')}
        </Button>
        <Button loading={handing.isPending} onClick={() => file.current?.click()}>
          {t('onboarding.hand-in')}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={t('onboarding.hand-in')}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </p>
      {unreadable && (
        <p className="warn" role="alert">
          {t('onboarding.no-json')}
        </p>
      )}
      {(examining.error ?? handing.error) && <ProblemView failure={examining.error ?? handing.error} />}
    </>
  );
}
