import { Link } from 'wouter';
import { Provinces, useAbroad } from '../shared/Abroad';
import { useText } from '../shared/text';

/** What other provinces have of me. */
export default function AbroadPage() {
  const { t } = useText();
  const look = useAbroad(null);
  return (
    <>
      <p className="back">
        <Link href="/record">← {t('record.mine')}</Link>
      </p>
      <h1>{t('abroad.title')}</h1>
      <p>{t('abroad.own-hint')}</p>
      <button type="button" className="button primary" disabled={look.asking} onClick={look.look}>
        {t(look.asking ? 'abroad-state.asking' : look.provinces === null ? 'abroad.look' : 'abroad.again')}
      </button>
      <Provinces look={look} />
    </>
  );
}
