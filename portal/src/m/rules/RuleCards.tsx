import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { rules } from '../../api/client';
import type { Rule } from '../../api/contract';
import { moment } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { useActing } from '../proxies/ward';

/** The rules that I made: those in force with changing and taking back, or those that are over. */
export default function RuleCards({ over }: { over: boolean }) {
  const { t } = useText();
  const { mayAct } = useActing();
  const query = useQuery({ queryKey: ['access', 'rules'], queryFn: ({ signal }) => rules.list(signal) });
  return (
    <section className="rules" aria-labelledby="rules-title">
      <h2 id="rules-title">{t('rules.title')}</h2>
      <Shown query={query} lines={2}>
        {({ rules: all }) => {
          const shown = all.filter(({ state }) => (state === 'IN_FORCE' || state === 'TO_COME') !== over);
          return shown.length === 0 ? (
            <p className="fine">{t(over ? 'rules.none-over' : 'rules.none')}</p>
          ) : (
            <ul className="cards">
              {shown.map((rule) => (
                <RuleCard key={rule.id} rule={rule} over={over} />
              ))}
            </ul>
          );
        }}
      </Shown>
      {!over && mayAct && query.data && <ResearchRefusal rules={query.data.rules} />}
      {!over && mayAct && (
        <p>
          <Link className="button primary" href="/rules/new">
            {t('rules.make')}
          </Link>
        </p>
      )}
    </section>
  );
}

/** Research goes on without who refuses it. */
function ResearchRefusal({ rules: all }: { rules: Rule[] }) {
  const { t } = useText();
  const client = useQueryClient();
  const refuse = useMutation({
    mutationFn: rules.refuseResearch,
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  if (all.some(({ purpose, state }) => purpose === 'RESEARCH' && state === 'IN_FORCE')) return null;
  return (
    <div>
      {refuse.error && <ProblemView failure={refuse.error} />}
      <button type="button" disabled={refuse.isPending} onClick={() => refuse.mutate()}>
        {t('rules.research')}
      </button>
    </div>
  );
}

function RuleCard({ rule, over }: { rule: Rule; over: boolean }) {
  const { t, say, word, language } = useText();
  const { mayAct } = useActing();
  return (
    <li className="card" data-test="rule" data-state={rule.state}>
      <p className="card-head">
        <strong>{word('rule-effect', rule.effect)}</strong>
        <span className={rule.state === 'IN_FORCE' ? 'state granted' : 'state'}>{word('rule-state', rule.state)}</span>
      </p>
      <p className="sentence">{say(rule.sentence)}</p>
      <p className="fine">
        {t('rules.made-at', { at: moment(language, rule.madeAt), who: rule.writer })}
        {rule.version > 1 && ` · ${t('rules.version', { version: rule.version })}`}
      </p>
      {!over && mayAct && <Actions rule={rule} />}
    </li>
  );
}

/** Two steps on the spot, as with a request. */
function Actions({ rule }: { rule: Rule }) {
  const { t } = useText();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const end = useMutation({
    mutationFn: () => rules.end(rule.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  if (!sure)
    return (
      <div className="pair">
        {rule.purpose === 'CARE' && (
          <Link className="button" href={`/rules/${rule.id}`}>
            {t('rules.change')}
          </Link>
        )}
        <button type="button" className="danger" onClick={() => setSure(true)}>
          {t('rules.end')}
        </button>
      </div>
    );
  return (
    <div className="confirm" role="group" aria-label={t('rules.end')}>
      <p>{t(rule.effect === 'PERMIT' ? 'rules.end-sure' : 'rules.end-denial-sure')}</p>
      {end.error && <ProblemView failure={end.error} />}
      <div className="pair">
        <button type="button" onClick={() => setSure(false)}>
          {t('requests.keep')}
        </button>
        <button type="button" className="danger full" disabled={end.isPending} onClick={() => end.mutate()}>
          {t('rules.end-now')}
        </button>
      </div>
    </div>
  );
}
