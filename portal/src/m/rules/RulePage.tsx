import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { rules } from '../../api/client';
import type { Rule } from '../../api/contract';
import { ProblemView } from '../../shared/Problem';
import { Empty, Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { BLANK, draftOf, ofRule, ofTemplate, type Form } from './draft';
import { RuleFields } from './RuleFields';

const LIST = '/requests?tab=given';

/** A rule being made or changed: what it is, and in one sentence who could then see what. */
export default function RulePage({ id }: { id: string }) {
  const { t } = useText();
  const query = useQuery({
    queryKey: ['access', 'rules'],
    queryFn: ({ signal }) => rules.list(signal),
    enabled: id !== 'new',
  });
  return (
    <>
      <p>
        <Link href={LIST}>← {t('home.given')}</Link>
      </p>
      {id === 'new' ? (
        <NewRule />
      ) : (
        <Shown query={query}>
          {({ rules: all }) => {
            const rule = all.find((one) => one.id === id);
            const open = rule?.state === 'IN_FORCE' || rule?.state === 'TO_COME';
            return rule && open ? <Editing rule={rule} start={ofRule(rule)} /> : <Empty title={t('rules.unknown')} />;
          }}
        </Shown>
      )}
    </>
  );
}

/** First a template or none, then the form. */
function NewRule() {
  const { t, say } = useText();
  const [start, setStart] = useState<Form | null>(null);
  const query = useQuery({
    queryKey: ['access', 'rule-templates'],
    queryFn: ({ signal }) => rules.templates(signal),
  });
  if (start)
    return (
      <>
        <Editing key={start.template ?? 'blank'} rule={null} start={start} />
        <button type="button" className="quiet" onClick={() => setStart(null)}>
          {t('rules.other-template')}
        </button>
      </>
    );
  return (
    <>
      <h1>{t('rules.make')}</h1>
      <p>{t('rules.choose')}</p>
      <Shown query={query}>
        {({ templates }) => (
          <ul className="cards templates">
            {templates.map((template) => (
              <li key={template.id}>
                <button type="button" className="template" onClick={() => setStart(ofTemplate(template))}>
                  <strong>{say(template.title)}</strong>
                  <span className="fine">{say(template.hint)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      <p>
        <button type="button" onClick={() => setStart(BLANK)}>
          {t('rules.blank')}
        </button>
      </p>
    </>
  );
}

function Editing({ rule, start }: { rule: Rule | null; start: Form }) {
  const { t, say } = useText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [form, setForm] = useState(start);
  const [now] = useState(() => new Date());
  const draft = draftOf(form, now, rule);
  const preview = useQuery({
    queryKey: ['access', 'rule-preview', draft],
    queryFn: ({ signal }) => rules.preview(draft!, signal),
    enabled: draft !== null,
    placeholderData: keepPreviousData,
  });
  const save = useMutation({
    mutationFn: () => rules.save(draft!),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['access'] });
      go(LIST);
    },
  });
  const sentence = draft !== null && !preview.error ? preview.data?.sentence : null;
  return (
    <article className="edit">
      <h1>{t(rule ? 'rules.change-title' : 'rules.make')}</h1>
      <RuleFields form={form} change={setForm} />
      <section className="card" aria-labelledby="then">
        <h2 id="then">{t('rules.then')}</h2>
        <p className="sentence big" aria-live="polite" data-test="rule-sentence">
          {sentence ? say(sentence) : t(draft === null ? 'rules.incomplete' : 'state.loading')}
        </p>
      </section>
      {draft !== null && preview.error && <ProblemView failure={preview.error} />}
      {save.error && <ProblemView failure={save.error} />}
      <div className="pair decide">
        <Link className="button" href={LIST}>
          {t('rules.cancel')}
        </Link>
        <button
          type="button"
          className="primary"
          disabled={!sentence || preview.isPlaceholderData || save.isPending}
          onClick={() => save.mutate()}
        >
          {t('rules.save')}
        </button>
      </div>
    </article>
  );
}
