import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';

/** Closes something, or opens it again, and says where that is refused. */
export function Switch({ active, send }: { active: boolean; send: (active: boolean) => Promise<unknown> }) {
  const { t } = useText();
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: () => send(!active),
    onSuccess: () => client.invalidateQueries({ queryKey: ['participants'] }),
  });
  return (
    <>
      <Button size="small" danger={active} loading={sending.isPending} onClick={() => sending.mutate()}>
        {t(active ? 'participants.disable' : 'participants.enable')}
      </Button>
      {sending.error && <ProblemView failure={sending.error} />}
    </>
  );
}

/** Whether something is open, in words. */
export function Standing({ active }: { active: boolean }) {
  const { t } = useText();
  return (
    <span className={active ? 'state stored' : 'state refused'}>
      {t(active ? 'participants.enabled' : 'participants.disabled')}
    </span>
  );
}
