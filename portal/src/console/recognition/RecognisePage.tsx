import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'wouter';
import { portal } from '../../api/client';
import { recognition } from '../../api/recognition';
import { useVisit } from '../../api/visit';
import { Empty, Loading, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { AskedItem } from './AskedItem';
import { ItemChoice } from './ItemChoice';
import { Matrix } from './Matrix';
import './recognition.css';

const ITEMS_MAX = 30;

/** What could stand in for examinations that I am about to order; the chosen items stand in the URL. */
export default function RecognisePage() {
  const { t } = useText();
  const { patient = '' } = useParams<{ patient: string }>();
  const [search, change] = useSearchParams();
  const chosen = (search.get('items') ?? '').split(',').filter((code) => code !== '');
  const choose = (codes: string[]) => change(codes.length > 0 ? { items: codes.join(',') } : {}, { replace: true });
  const visit = useVisit(patient);
  const header = useQuery({
    queryKey: ['portal', 'record', patient],
    queryFn: ({ signal }) => visit.load('record', (refresh) => portal.record(patient, refresh, signal)),
  });
  return (
    <>
      <p className="back">
        <Link href={`/record/${patient}`}>← {t('recognise.back')}</Link>
      </p>
      <h1>
        {t('recognise.title')}
        {header.data && <span className="of"> · {header.data.name}</span>}
      </h1>
      <p className="lead">{t('recognise.lead')}</p>
      <ItemChoice
        chosen={chosen}
        full={chosen.length >= ITEMS_MAX}
        add={(code) => choose([...chosen, code])}
        remove={(code) => choose(chosen.filter((one) => one !== code))}
      />
      {chosen.length === 0 ? (
        <Empty title={t('recognise.none-chosen')}>{t('recognise.none-chosen-hint')}</Empty>
      ) : (
        <Checked patient={patient} chosen={chosen} />
      )}
    </>
  );
}

function Checked({ patient, chosen }: { patient: string; chosen: string[] }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['recognition', 'check', patient, chosen.join(',')],
    queryFn: ({ signal }) => recognition.check(patient, chosen, signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (before) =>
      before && { ...before, items: before.items.filter(({ code }) => chosen.includes(code)) },
  });
  return (
    <Shown query={query} lines={6}>
      {(check) => (
        <>
          {check.more && <p className="notice">{t('recognise.more')}</p>}
          {check.items.map((asked) => (
            <AskedItem key={asked.code} asked={asked} patient={patient} />
          ))}
          {query.isPlaceholderData && <Loading lines={3} />}
          <Matrix items={check.items} />
        </>
      )}
    </Shown>
  );
}
