import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { healthCode, type Card } from '../../api/healthcode';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Confirm } from './Confirm';
import { mine, useOwnCodes } from './queries';
import './code.css';

/** The cards and hospital numbers that stand for my code. */
export default function CardsPage() {
  const { t } = useText();
  const own = useOwnCodes();
  return (
    <>
      <p>
        <Link href="/code">← {t('code.title')}</Link>
      </p>
      <h1>{t('code.cards')}</h1>
      <p className="lead">{t('cards.lead')}</p>
      <Shown query={own} lines={4}>
        {({ codes }) => {
          const held = mine(codes);
          if (held.length === 0) return <Empty title={t('cards.none')}>{t('cards.none-hint')}</Empty>;
          return held.map(({ code }) => <Cards key={code.id} code={code.id} />);
        }}
      </Shown>
    </>
  );
}

function Cards({ code }: { code: string }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['health-code', 'cards', code],
    queryFn: ({ signal }) => healthCode.cards(code, signal),
  });
  return (
    <Shown query={query} lines={4}>
      {({ cards }) =>
        cards.length === 0 ? (
          <Empty title={t('cards.none')}>{t('cards.none-hint')}</Empty>
        ) : (
          <ul className="cards">
            {cards.map((card) => (
              <OneCard key={card.id} code={code} card={card} />
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

function OneCard({ code, card }: { code: string; card: Card }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const unmap = useMutation({
    mutationFn: () => healthCode.unmap(code, card.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['health-code', 'cards'] }),
  });
  return (
    <li className="card request" data-test="card">
      <p className="card-head">
        <strong>{word('card-kind', card.kind)}</strong>
        <span className="state">{card.institution?.name ?? t('cards.everywhere')}</span>
      </p>
      <p className="number">{card.number}</p>
      <Confirm
        label={t('cards.unmap')}
        sure={t('cards.unmap-sure', { kind: word('card-kind', card.kind), number: card.number })}
        act={() => unmap.mutate()}
        failure={unmap.error}
        pending={unmap.isPending}
      />
    </li>
  );
}
