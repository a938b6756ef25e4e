import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import { insight, KINDS, type Asked, type Plan, type Project } from '../../api/insight';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';

const SPECIAL = ['PSY', 'HIV', 'STD', 'REPRO', 'GENETIC'];
const BIRTH = ['year', '5-years', '10-years', '20-years', 'any'];
const PLACE = ['county', 'city', 'province', 'any'];
const DAY = ['month', 'quarter', 'year', 'any'];

const EMPTY: Asked = {
  title: '',
  institution: '',
  principal: '',
  purpose: '',
  approval: '',
  approvedUntil: '',
  until: '',
  plan: {
    kind: 'CONDITION',
    codes: [],
    from: '',
    until: '',
    shape: 'PERSON',
    sex: '',
    bornFrom: 1900,
    bornUntil: 2100,
    place: '',
    birth: { least: '5-years', most: 'any' },
    residence: { least: 'city', most: 'any' },
    ethnicity: false,
    day: { least: 'shifted', most: 'shifted' },
    value: false,
    sensitive: 'code',
    classes: [],
    limits: { k: 10, l: 1, t: 1, suppressed: 0.05 },
  },
};

/** Asks for data: a new project, or one that is a draft or was refused. */
export default function ProjectFormPage() {
  const { t } = useText();
  const { project: id } = useParams();
  const query = useQuery({
    queryKey: ['insight', id ?? 'new', 'form'],
    queryFn: ({ signal }) => (id ? insight.one(id, signal).then(({ project }) => project) : Promise.resolve(null)),
  });
  return (
    <>
      <h1>{t(id ? 'insight.edit' : 'insight.new')}</h1>
      <p className="lead">{t('insight.form-lead')}</p>
      <Shown query={query} lines={8}>
        {(project) => <Form project={project} />}
      </Shown>
    </>
  );
}

function Form({ project }: { project: Project | null }) {
  const { t, word } = useText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [asked, ask] = useState<Asked>(project?.asked ?? EMPTY);
  const { plan } = asked;
  const set = (some: Partial<Asked>) => ask((before) => ({ ...before, ...some }));
  const want = (some: Partial<Plan>) => ask((before) => ({ ...before, plan: { ...before.plan, ...some } }));
  const limit = (some: Partial<Plan['limits']>) => want({ limits: { ...plan.limits, ...some } });
  const sending = useMutation({
    mutationFn: () => (project ? insight.change(project.id, asked) : insight.draft(asked)),
    onSuccess: async ({ project: made }) => {
      await client.invalidateQueries({ queryKey: ['insight'] });
      go(`/insight/projects/${made.id}`);
    },
  });
  const words: (keyof Asked & ('title' | 'institution' | 'principal' | 'approval'))[] = [
    'title',
    'institution',
    'principal',
    'approval',
  ];
  const ready =
    words.every((name) => asked[name].trim()) &&
    [asked.purpose, asked.approvedUntil, asked.until, plan.from, plan.until].every((value) => value.trim());
  const forms = (steps: string[]) => steps.map((step) => ({ value: step, label: word('project-form', step) }));
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      {words.map((name) => (
        <Typed key={name} label={t(`insight.${name}`)} value={asked[name]} set={(value) => set({ [name]: value })} />
      ))}
      <Field label={t('insight.purpose')}>
        {(own) => (
          <textarea id={own} rows={4} value={asked.purpose} onChange={({ target }) => set({ purpose: target.value })} />
        )}
      </Field>
      <Typed
        label={t('insight.approved-until')}
        type="date"
        value={asked.approvedUntil}
        set={(approvedUntil) => set({ approvedUntil })}
      />
      <Typed label={t('insight.use')} type="date" value={asked.until} set={(until) => set({ until })} />
      <h2>{t('insight.data')}</h2>
      <Chosen
        label={t('insight.kind')}
        value={plan.kind}
        options={KINDS.map((value) => ({ value, label: word('project-kind', value) }))}
        set={(kind) => want({ kind: kind as Plan['kind'] })}
      />
      <Typed
        label={t('insight.codes')}
        value={plan.codes.join(' ')}
        set={(codes) => want({ codes: codes.split(' ') })}
        hint={t('insight.codes-hint')}
      />
      <Typed label={t('insight.from')} type="date" value={plan.from} set={(from) => want({ from })} />
      <Typed label={t('insight.to')} type="date" value={plan.until} set={(until) => want({ until })} />
      <Chosen
        label={t('insight.shape')}
        value={plan.shape}
        options={(['PERSON', 'EVENT'] as const).map((value) => ({ value, label: word('project-shape', value) }))}
        set={(shape) => want({ shape: shape as Plan['shape'] })}
      />
      <Typed
        label={t('insight.place')}
        value={plan.place}
        set={(place) => want({ place })}
        hint={t('insight.place-hint')}
      />
      <h2>{t('insight.forms')}</h2>
      <p className="fine">{t('insight.forms-hint')}</p>
      <Chosen
        label={t('insight.birth')}
        value={plan.birth.least}
        options={forms(BIRTH)}
        set={(least) => want({ birth: { least, most: 'any' } })}
      />
      <Chosen
        label={t('insight.residence')}
        value={plan.residence?.least ?? 'any'}
        options={forms(PLACE)}
        set={(least) => want({ residence: least === 'any' ? null : { least, most: 'any' } })}
      />
      <Chosen
        label={t('insight.day')}
        value={plan.day.least}
        options={forms(['shifted', ...DAY])}
        set={(least) => want({ day: { least, most: least === 'shifted' ? 'shifted' : 'any' } })}
      />
      <Ticked label={t('insight.ethnicity')} checked={plan.ethnicity} set={(ethnicity) => want({ ethnicity })} />
      <Ticked label={t('insight.value')} checked={plan.value} set={(value) => want({ value })} />
      <fieldset>
        <legend>{t('insight.classes')}</legend>
        <p className="fine">{t('insight.classes-hint')}</p>
        {SPECIAL.map((one) => (
          <label key={one} className="tick">
            <input
              type="checkbox"
              checked={plan.classes.includes(one)}
              onChange={({ target }) =>
                want({ classes: target.checked ? [...plan.classes, one] : plan.classes.filter((each) => each !== one) })
              }
            />{' '}
            {word('class', one)}
          </label>
        ))}
      </fieldset>
      <Typed
        label={t('insight.limit-k')}
        type="number"
        value={String(plan.limits.k)}
        set={(k) => limit({ k: Number(k) })}
        hint={t('insight.limit-k-hint')}
      />
      <Typed
        label={t('insight.limit-l')}
        type="number"
        value={String(plan.limits.l)}
        set={(l) => limit({ l: Number(l) })}
      />
      {sending.error && <ProblemView failure={sending.error} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={sending.isPending}>
          {t('insight.save')}
        </Button>
      </div>
    </form>
  );
}

function Field({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string | undefined;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p className="fine">{hint}</p>}
    </div>
  );
}

function Typed({
  label,
  hint,
  value,
  set,
  type = 'text',
}: {
  label: string;
  hint?: string;
  value: string;
  set: (value: string) => void;
  type?: 'text' | 'date' | 'number';
}) {
  return (
    <Field label={label} hint={hint}>
      {(id) => <input id={id} type={type} value={value} onChange={({ target }) => set(target.value)} />}
    </Field>
  );
}

function Chosen({
  label,
  value,
  options,
  set,
}: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  set: (value: string) => void;
}) {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={({ target }) => set(target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Ticked({ label, checked, set }: { label: string; checked: boolean; set: (checked: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={checked} onChange={({ target }) => set(target.checked)} /> {label}
    </label>
  );
}
