import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FactorOffer } from '../../api/contract';
import { picture } from '../picture';
import { useText, type TextKey } from '../text';
import { CodeForm } from './CodeForm';

const SCANNED: TextKey = 'account.scan-code';

/** Puts a secret into an authenticator: a picture to scan, the first code as proof, and then the recovery codes, once. */
export function Enrol({
  offer,
  confirm,
  done,
}: {
  offer: FactorOffer;
  confirm: (code: string) => Promise<{ codes: string[] }>;
  done: () => void;
}) {
  const { t } = useText();
  const [codes, keep] = useState<string[] | null>(null);
  const confirming = useMutation({ mutationFn: confirm, onSuccess: (answer) => keep(answer.codes) });
  const drawn = useQuery({
    queryKey: ['factor', offer.secret],
    queryFn: async () => (await import('qr')).default(offer.uri, 'svg', { border: 2 }),
    gcTime: 0,
  });
  if (codes) return <RecoveryCodes codes={codes} done={done} />;
  return (
    <div className="enrol">
      <p>{t('account.scan')}</p>
      {drawn.data && (
        <img src={picture(drawn.data)} alt={t('account.scan-alt')} width="200" height="200" data-test="factor" />
      )}
      <p className="fine">{t('account.scan-type')}</p>
      <code data-test="secret">{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      <CodeForm
        send={confirming.mutate}
        busy={confirming.isPending}
        failure={confirming.error}
        label={SCANNED}
        hint={null}
      />
    </div>
  );
}

/** Codes on paper for when the phone is lost. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const { t } = useText();
  return (
    <section className="enrol" data-test="recovery-codes">
      <h2>{t('account.codes')}</h2>
      <p>{t('account.codes-lead')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" className="primary" onClick={done}>
        {t('account.codes-kept')}
      </button>
    </section>
  );
}
