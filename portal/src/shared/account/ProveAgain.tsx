import { useMutation } from '@tanstack/react-query';
import { own } from '../../api/own';
import { useText } from '../text';
import { AccountText } from './AccountText';
import { CodeForm } from './CodeForm';

/** Shows the second factor again, in place, where the platform asks for it before something. */
function Inner() {
  const { t } = useText();
  const prove = useMutation({ mutationFn: own.prove });
  if (prove.isSuccess) return <p role="status">{t('account.proved')}</p>;
  return <CodeForm send={prove.mutate} busy={prove.isPending} failure={prove.error} />;
}

export default function ProveAgain() {
  return (
    <AccountText>
      <Inner />
    </AccountText>
  );
}
