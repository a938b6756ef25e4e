import { useMutation } from '@tanstack/react-query';
import { own } from '../../api/client';
import { useText } from '../text';
import { CodeForm } from './CodeForm';

/** Shows the second factor again, in place, where the platform asks for it before something. */
export function ProveAgain() {
  const { t } = useText();
  const prove = useMutation({ mutationFn: own.prove });
  if (prove.isSuccess) return <p role="status">{t('account.proved')}</p>;
  return <CodeForm send={prove.mutate} busy={prove.isPending} failure={prove.error} />;
}
