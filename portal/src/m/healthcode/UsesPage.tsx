import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { healthCode, type CodeUse, type Holder } from '../../api/healthcode';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { CodeText } from './CodeText';
import { Holders } from './Holders';
import { useChosen, useOwnCodes } from './queries';
import './code.css';

/** Where, when and for what my code was used, or that of somebody in my care. */
export default function UsesPage() {
  return (
    <CodeText>
      <AllUses />
    </CodeText>
  );
}

function AllUses() {
  const { t } = useText();
  const own = useOwnCodes();
  const [chosen, choose] = useChosen(own.data);
  return (
    <>
      <p>
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1>{t('code.uses')}</h1>
      <Shown query={own} lines={6}>
        {({ codes }) =>
          chosen ? (
            <>
              {codes.length > 1 && <Holders codes={codes} chosen={chosen} choose={choose} />}
              <Uses key={chosen.code.id} holder={chosen} />
            </>
          ) : (
            <Empty title={t('uses.none')}>{t('uses.none-hint')}</Empty>
          )
        }
      </Shown>
    </>
  );
}

function Uses({ holder: { code, guardianship } }: { holder: Holder }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['health-code', 'uses', code.id],
    queryFn: ({ signal }) => healthCode.uses(code.id, null, signal),
    refetchInterval: 15_000,
  });
  return (
    <>
      <p className="lead">
        {t('uses.lead')} {guardianship?.relation === 'ELDER' && t('uses.lead-elder')}
      </p>
      {code.state === 'ACTIVE' && (
        <Link className="button danger" href={`/code/manage?code=${code.id}`} data-test="to-lost">
          {t('uses.lost')}
        </Link>
      )}
      <Shown query={query} lines={6}>
        {({ uses }) =>
          uses.length === 0 ? (
            <Empty title={t('uses.none')}>{t('uses.none-hint')}</Empty>
          ) : (
            <ul className="cards">
              {uses.map((use, index) => (
                <OneUse key={`${use.at} ${index}`} use={use} />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

/** Whether it only said who I am or let the institution read, on what it was shown, and whether there was a network. */
function OneUse({ use }: { use: CodeUse }) {
  const { t, word, language } = useText();
  return (
    <li className="card" data-test="use" data-purpose={use.purpose ?? ''}>
      <p className="card-head">
        <strong>{use.institution.name}</strong>
        <span className="state">{word('scene', use.scene)}</span>
      </p>
      {use.purpose && <p className={use.purpose === 'READ' ? 'notice warn' : ''}>{t(`uses.purpose.${use.purpose}`)}</p>}
      <p className="fine">
        {[
          moment(language, use.at),
          word('channel', use.channel),
          use.form && word('form', use.form),
          use.offline && t('uses.offline'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {!use.verified && <p className="fine">{t('uses.unverified')}</p>}
    </li>
  );
}
