import type { Onboarding } from '../../api/onboarding';
import { moment } from '../../shared/format';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Command } from './Command';

/** What the sandbox took of each declared kind, how to send there, and what it refused. */
export function Tried({ view }: { view: Onboarding }) {
  const { t, failure, language } = useText();
  const { sandbox } = view;
  return (
    <>
      {sandbox === null ? (
        <p className="warn">{t('onboarding.no-sandbox')}</p>
      ) : (
        <>
          <p>
            {t('onboarding.send-to', { url: sandbox.url })}
            {sandbox.mllp && `；MLLP ${sandbox.mllp}`}
          </p>
          <Command
            text={[
              `./tongmai load three.hl7 --to ${sandbox.url} --client ${view.client} --key his.jwk`,
              ...(sandbox.mllp ? [`./tongmai load three.hl7 --to ${sandbox.url} --mllp ${sandbox.mllp}`] : []),
            ].join('\n')}
          />
        </>
      )}
      <Grid
        label={t('onboarding.kinds')}
        rows={view.kinds}
        keyOf={({ kind }) => kind}
        columns={[
          { title: t('column.kind'), cell: ({ kind }) => <code>{kind}</code> },
          { title: t('onboarding.accepted'), cell: ({ accepted }) => accepted, figure: true },
          { title: t('summary.received'), cell: ({ received }) => received, figure: true },
          {
            title: t('messages.state'),
            cell: ({ accepted, first }) =>
              accepted >= view.asked.messages && first
                ? t('onboarding.kind-done', { time: moment(language, first) })
                : t('onboarding.kind-missing', { count: view.asked.messages - accepted }),
          },
        ]}
      />
      {view.other.length > 0 && (
        <p className="fine">
          {t('onboarding.other', { kinds: view.other.map(({ kind, received }) => `${kind} ×${received}`).join('、') })}
        </p>
      )}
      {view.refused.length > 0 && (
        <details open={view.next === 'SANDBOX'}>
          <summary>{t('onboarding.refused', { count: view.refused.length })}</summary>
          <ul className="plain">
            {view.refused.map(({ id, at, kind, code, what, mend }) => (
              <li key={id}>
                <b>{kind || '—'}</b> <span className="fine">{moment(language, at)}</span>
                <br />
                {(code && failure(code, 'what')) || what} {(code && failure(code, 'mend')) || mend}{' '}
                <code className="fine">{code}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
