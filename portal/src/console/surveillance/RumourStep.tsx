import { rumours, type RumourLine, type RumourStep } from '../../api/rumours';
import { useQuery } from '@tanstack/react-query';
import { surveillance } from '../../api/surveillance';
import { useText, type TextKey } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';

/** A step with what it needs: a reason, and for a signal of which illness and where. */
export function RumourStepDialog({
  rumour,
  step,
  done,
  close,
}: {
  rumour: RumourLine;
  step: RumourStep;
  done: () => void;
  close: () => void;
}) {
  const { say } = useText();
  const diseases = useQuery({
    queryKey: ['surveillance', 'diseases'],
    queryFn: ({ signal }) => surveillance.diseases(signal),
    enabled: step === 'SIGNAL' && rumour.what === '',
  });
  const words: Field = { name: 'words', label: 'signal.words', long: true, optional: step === 'VERIFY' };
  const fields: Field[] =
    step === 'SIGNAL'
      ? [
          ...(rumour.what === ''
            ? [
                {
                  name: 'what',
                  label: 'rumours.what' as TextKey,
                  options: (diseases.data?.diseases ?? []).map(({ code, name }) => ({ value: code, label: say(name) })),
                },
              ]
            : []),
          { name: 'place', label: 'rumours.place', hint: 'rumours.place-hint', optional: true },
          words,
        ]
      : [words];
  return (
    <FormDialog
      title={`rumour-step.${step}` as TextKey}
      fields={fields}
      start={step === 'SIGNAL' ? { place: rumour.place.code } : {}}
      send={({ words: said, what, place }) =>
        rumours.take(rumour.id, step, {
          version: rumour.version,
          words: said ?? '',
          ...(what ? { what } : {}),
          ...(place ? { place } : {}),
        })
      }
      done={done}
      close={close}
    />
  );
}
