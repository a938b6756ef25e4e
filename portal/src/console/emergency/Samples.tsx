import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { people, type PersonWhole, type Sample } from '../../api/people';
import { moment } from '../../shared/format';
import { useText } from '../../shared/text';
import { FormDialog, type Field } from '../access/FormDialog';
import { given } from './person';

/** What may follow a step of the chain of custody; the platform refuses anything else. */
const NEXT: Record<string, string[]> = {
  TAKEN: ['SENT', 'RECEIVED', 'DESTROYED'],
  SENT: ['RECEIVED'],
  RECEIVED: ['SENT', 'DESTROYED'],
  DESTROYED: [],
};

type Doing = { what: 'take' } | { what: 'hand' | 'result'; sample: Sample };

/** Samples of somebody: who had them when, and what was found. */
export function Samples({ event, whole, acting }: { event: string; whole: PersonWhole; acting: boolean }) {
  const { t, word, language } = useText();
  const [doing, act] = useState<Doing | null>(null);
  return (
    <>
      {(acting || whole.samples.length > 0) && <h3>{t('people.samples')}</h3>}
      <ul className="plain" data-test="samples">
        {whole.samples.map((sample) => {
          const steps = NEXT[sample.custody.at(-1)?.kind ?? ''] ?? [];
          const received = sample.custody.some(({ kind }) => kind === 'RECEIVED');
          return (
            <li key={sample.number}>
              <b>{sample.label}</b> {sample.material} · {sample.test} · {word('sample-result', sample.result)}{' '}
              {sample.words}
              <ol className="fine">
                {sample.custody.map(({ step, kind, at, holder, condition }) => (
                  <li key={step}>
                    {moment(language, at)} {word('sample-step', kind)} {holder} {condition}
                  </li>
                ))}
              </ol>
              {acting && steps.length > 0 && (
                <button type="button" className="chip" onClick={() => act({ what: 'hand', sample })}>
                  {t('samples.hand')}
                </button>
              )}{' '}
              {acting && received && (
                <button type="button" className="chip" onClick={() => act({ what: 'result', sample })}>
                  {t('samples.result')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {acting && (
        <button type="button" className="chip" onClick={() => act({ what: 'take' })}>
          {t('samples.take')}
        </button>
      )}
      {doing && <Dialog event={event} person={whole.person.number} doing={doing} close={() => act(null)} />}
    </>
  );
}

function Dialog({ event, person, doing, close }: { event: string; person: number; doing: Doing; close: () => void }) {
  const { word } = useText();
  const client = useQueryClient();
  const choice = (kind: string, codes: string[]) => codes.map((code) => ({ value: code, label: word(kind, code) }));
  const condition: Field = {
    name: 'condition',
    label: 'samples.condition',
    hint: 'samples.condition-hint',
    optional: true,
  };
  const done = () => void client.invalidateQueries({ queryKey: ['emergency', 'person', event, person] });
  if (doing.what === 'take')
    return (
      <FormDialog
        title="samples.take"
        fields={[
          { name: 'label', label: 'samples.label' },
          { name: 'material', label: 'samples.material' },
          { name: 'test', label: 'samples.test' },
          condition,
        ]}
        send={(values) => people.sample(event, { ...given(values), person })}
        done={done}
        close={close}
      />
    );
  const { sample } = doing;
  return doing.what === 'hand' ? (
    <FormDialog
      title="samples.hand"
      fields={[
        {
          name: 'kind',
          label: 'samples.step',
          options: choice('sample-step', NEXT[sample.custody.at(-1)?.kind ?? ''] ?? []),
        },
        { name: 'holder', label: 'samples.holder' },
        condition,
      ]}
      send={(values) => people.hand(event, sample.number, given(values))}
      done={done}
      close={close}
    />
  ) : (
    <FormDialog
      title="samples.result"
      fields={[
        {
          name: 'result',
          label: 'samples.result',
          options: choice('sample-result', ['POSITIVE', 'NEGATIVE', 'INCONCLUSIVE']),
        },
        { name: 'words', label: 'samples.words', hint: 'samples.words-hint', optional: true },
      ]}
      send={(values) => people.result(event, sample.number, given(values))}
      done={done}
      close={close}
    />
  );
}
