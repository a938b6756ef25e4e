import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { portal } from '../../api/client';
import { ProblemView } from '../../shared/Problem';
import { EntryList } from '../../shared/Timeline';
import { useText } from '../../shared/text';

/** The one look that the resident allows: had by asking for it, and gone with the page. */
export function OnlyLook({ patient, offered }: { patient: string; offered: boolean }) {
  const { t } = useText();
  const client = useQueryClient();
  const look = useMutation({
    mutationFn: () => portal.onlyLook(patient),
    onSettled: () => client.invalidateQueries({ queryKey: ['portal', 'record', patient] }),
  });
  if (!offered && !look.data && !look.error) return null;
  return (
    <section className="panel" aria-labelledby="only-look" data-test="only-look">
      <h2 id="only-look">{t('only-look.title')}</h2>
      {look.error && <ProblemView failure={look.error} />}
      {look.data ? (
        look.data.entries.length === 0 ? (
          <p>{t('only-look.none')}</p>
        ) : (
          <EntryList entries={look.data.entries} />
        )
      ) : (
        offered && (
          <>
            <p>{t('only-look.offer')}</p>
            <Button loading={look.isPending} onClick={() => look.mutate()}>
              {t('only-look.open')}
            </Button>
          </>
        )
      )}
    </section>
  );
}
