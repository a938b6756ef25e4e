import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { emergency, type Transfer } from '../../api/emergency';
import { useSession } from '../../shared/session';
import { moment } from '../../shared/format';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { FormDialog } from '../access/FormDialog';

const AGAIN = 15_000;
type Deed = 'accept' | 'refuse' | 'depart' | 'arrive' | 'cancel';

/** Transfers of an event, or, with null, those of one's own hospital. */
export function Transfers({ event }: { event: string | null }) {
  const { t, word, language } = useText();
  const client = useQueryClient();
  const [moving, move] = useState<{ transfer: Transfer; deed: Deed } | null>(null);
  const mine = useSession().institution?.code;
  const query = useQuery({
    queryKey: ['emergency', 'transfers', event],
    queryFn: ({ signal }) => emergency.transfers(event, signal),
    refetchInterval: AGAIN,
  });
  return (
    <Shown query={query}>
      {({ transfers }) =>
        transfers.length === 0 ? (
          <Empty title={t('transfers.none')} />
        ) : (
          <>
            <ul className="plain tasks">
              {transfers.map((one) => (
                <li key={one.id} data-test="transfer" data-state={one.state}>
                  <b>
                    {one.from.name} → {one.to.name}
                  </b>{' '}
                  <span className="state">{word('transfer-state', one.state)}</span>
                  <p className="fine">
                    {word('resource', one.bed)} · {moment(language, one.changedAt)}
                    {one.words && ` · ${one.words}`}
                  </p>
                  <div className="buttons">
                    {deeds(one, event === null ? mine : undefined).map((deed) => (
                      <Button key={deed} onClick={() => move({ transfer: one, deed })}>
                        {t(`transfer-deed.${deed}`)}
                      </Button>
                    ))}
                  </div>
                </li>
              ))}
            </ul>
            {moving && (
              <FormDialog
                title={`transfer-deed.${moving.deed}`}
                fields={[
                  {
                    name: 'words',
                    label: 'signal.words',
                    hint: 'events.nameless',
                    long: true,
                    optional: moving.deed !== 'refuse' && moving.deed !== 'cancel',
                  },
                ]}
                send={({ words }) => emergency.moveTransfer(moving.transfer.id, moving.deed, words ?? '')}
                done={() => void client.invalidateQueries({ queryKey: ['emergency'] })}
                close={() => move(null)}
              />
            )}
          </>
        )
      }
    </Shown>
  );
}

/** What may be done next: by a hospital, or, where there is none, by the staff of the event. */
function deeds({ state, from, to }: Transfer, hospital: string | undefined): Deed[] {
  if (hospital === undefined) return ['REQUESTED', 'ACCEPTED', 'DEPARTED'].includes(state) ? ['cancel'] : [];
  switch (state) {
    case 'REQUESTED':
      return hospital === to.code ? ['accept', 'refuse'] : [];
    case 'ACCEPTED':
      return hospital === from.code ? ['depart'] : [];
    case 'DEPARTED':
      return hospital === to.code ? ['arrive'] : [];
    default:
      return [];
  }
}
