import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { ME, portal } from '../../api/client';
import { CATEGORIES, CLASSES, EFFECTS } from '../../api/contract';
import { day, localInput } from '../../shared/format';
import { useText } from '../../shared/text';
import { DAYS, type Form } from './draft';
import { WhoFields } from './WhoFields';

/** What a rule is: what it does, about whom, about what, and how long. */
export function RuleFields({ form, change }: { form: Form; change: (form: Form) => void }) {
  const { t, word } = useText();
  const name = useId();
  return (
    <>
      <fieldset>
        <legend>{t('rules.effect')}</legend>
        <div className="choices">
          {EFFECTS.map((effect) => (
            <Choice
              key={effect}
              type="radio"
              name={`${name}-effect`}
              checked={form.effect === effect}
              pick={() =>
                change({
                  ...form,
                  effect,
                  to: effect === 'ONLY' && form.to === 'everybody' ? 'doctor' : form.to,
                  end: effect !== 'DENY' && form.end === 'never' ? 30 : form.end,
                })
              }
            >
              {word('rule-effect', effect)}
            </Choice>
          ))}
        </div>
      </fieldset>
      <WhoFields form={form} change={change} />
      <WhatFields form={form} change={change} />
      {form.document === null && <SpecialFields form={form} change={change} />}
      {form.document === null && <CareFields form={form} change={change} />}
      <EndFields form={form} change={change} />
    </>
  );
}

function Choice(props: {
  type: 'radio' | 'checkbox';
  name: string;
  checked: boolean;
  pick: () => void;
  children: ReactNode;
}) {
  return (
    <label className="choice">
      <input type={props.type} name={props.name} checked={props.checked} onChange={props.pick} />
      <span>{props.children}</span>
    </label>
  );
}

interface Part {
  form: Form;
  change: (form: Form) => void;
}

function WhatFields({ form, change }: Part) {
  const { t, say, word, language } = useText();
  const name = useId();
  const all = form.categories.length === CATEGORIES.length;
  const record = useQuery({
    queryKey: ['portal', 'documents', ME],
    queryFn: ({ signal }) => portal.timeline(ME, { category: null, institution: null }, null, false, signal),
  });
  return (
    <fieldset>
      <legend>{t('rules.what')}</legend>
      <label className="field">
        <span>{t('rules.which')}</span>
        <select
          value={form.document ?? ''}
          onChange={(event) => change({ ...form, document: event.target.value || null })}
        >
          <option value="">{t('rules.by-category')}</option>
          {form.document !== null && !record.data?.entries.some(({ reference }) => reference === form.document) && (
            <option value={form.document}>{form.document}</option>
          )}
          {record.data?.entries.map((entry) => (
            <option key={entry.reference} value={entry.reference}>
              {[day(language, entry.at), word('category', entry.category), say(entry.title)]
                .filter(Boolean)
                .join(' · ')}
            </option>
          ))}
        </select>
      </label>
      {form.document === null && (
        <div className="choices">
          <Choice
            type="checkbox"
            name={name}
            checked={all}
            pick={() => change({ ...form, categories: all ? [] : CATEGORIES })}
          >
            {t('scope.all')}
          </Choice>
          {CATEGORIES.map((category) => (
            <Choice
              key={category}
              type="checkbox"
              name={name}
              checked={form.categories.includes(category)}
              pick={() =>
                change({
                  ...form,
                  categories: CATEGORIES.filter((one) => (one === category) !== form.categories.includes(one)),
                })
              }
            >
              {word('category', category)}
            </Choice>
          ))}
        </div>
      )}
    </fieldset>
  );
}

function SpecialFields({ form, change }: Part) {
  const { t, word } = useText();
  const name = useId();
  return (
    <fieldset>
      <legend>{t(form.effect === 'DENY' ? 'rules.confined' : 'scope.classes')}</legend>
      <p className="fine">{t(form.effect === 'DENY' ? 'rules.confined-hint' : 'scope.classes-hint')}</p>
      <div className="choices">
        {CLASSES.map((special) => (
          <Choice
            key={special}
            type="checkbox"
            name={name}
            checked={form.classes.includes(special)}
            pick={() =>
              change({
                ...form,
                classes: CLASSES.filter((one) => (one === special) !== form.classes.includes(one)),
              })
            }
          >
            {word('class', special)}
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

function CareFields({ form, change }: Part) {
  const { t } = useText();
  return (
    <fieldset>
      <legend>{t('rules.care')}</legend>
      <p className="fine">{t('rules.care-hint')}</p>
      <div className="pair">
        <label className="field">
          <span>{t('rules.care-from')}</span>
          <input
            type="date"
            value={form.careFrom}
            onChange={(event) => change({ ...form, careFrom: event.target.value })}
          />
        </label>
        <label className="field">
          <span>{t('rules.care-until')}</span>
          <input
            type="date"
            value={form.careUntil}
            onChange={(event) => change({ ...form, careUntil: event.target.value })}
          />
        </label>
      </div>
    </fieldset>
  );
}

function EndFields({ form, change }: Part) {
  const { t } = useText();
  const name = useId();
  return (
    <fieldset>
      <legend>{t('rules.until')}</legend>
      <div className="choices">
        {DAYS.map((days) => (
          <Choice
            key={days}
            type="radio"
            name={name}
            checked={form.end === days}
            pick={() => change({ ...form, end: days })}
          >
            {t(`rules.days.${days}`)}
          </Choice>
        ))}
        {form.effect === 'DENY' && (
          <Choice
            type="radio"
            name={name}
            checked={form.end === 'never'}
            pick={() => change({ ...form, end: 'never' })}
          >
            {t('rules.never')}
          </Choice>
        )}
        <Choice type="radio" name={name} checked={form.end === 'own'} pick={() => change({ ...form, end: 'own' })}>
          {t('span.own')}
        </Choice>
      </div>
      {form.end === 'own' && (
        <label className="field">
          <span>{t('scope.own')}</span>
          <input
            type="datetime-local"
            value={form.own}
            min={localInput(new Date())}
            onChange={(event) => change({ ...form, own: event.target.value })}
          />
        </label>
      )}
      {form.effect === 'PERMIT' && (
        <Choice
          type="checkbox"
          name={`${name}-once`}
          checked={form.once}
          pick={() => change({ ...form, once: !form.once })}
        >
          {t('rules.once')}
        </Choice>
      )}
    </fieldset>
  );
}
