import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { healthCode } from '../../api/healthcode';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { mine, useOwnCodes } from './queries';
import './code.css';

/** Where, when and for what my code was used. */
export default function UsesPage() {
  const { t } = useText();
  const own = useOwnCodes();
  return (
    <>
      <p>
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1>{t('code.uses')}</h1>
      <p className="lead">{t('uses.lead')}</p>
      <Shown query={own} lines={6}>
        {({ codes }) => {
          const [first] = mine(codes);
          return first ? <Uses code={first.code.id} /> : <Empty title={t('uses.none')}>{t('uses.none-hint')}</Empty>;
        }}
      </Shown>
    </>
  );
}

function Uses({ code }: { code: string }) {
  const { t, word, language } = useText();
  const query = useQuery({
    queryKey: ['health-code', 'uses', code],
    queryFn: ({ signal }) => healthCode.uses(code, null, signal),
    refetchInterval: 15_000,
  });
  return (
    <Shown query={query} lines={6}>
      {({ uses }) =>
        uses.length === 0 ? (
          <Empty title={t('uses.none')}>{t('uses.none-hint')}</Empty>
        ) : (
          <ul className="cards">
            {uses.map((use) => (
              <li
                key={`${use.at} ${use.institution.code} ${use.scene} ${use.channel}`}
                className="card"
                data-test="use"
              >
                <p className="card-head">
                  <strong>{use.institution.name}</strong>
                  <span className="state">{word('scene', use.scene)}</span>
                </p>
                <p className="fine">
                  {moment(language, use.at)} · {word('channel', use.channel)}
                </p>
                {!use.verified && <p className="fine">{t('uses.unverified')}</p>}
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}
