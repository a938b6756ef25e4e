import type { Explanation } from '../../api/contract';
import { useText } from '../../shared/text';
import { signed, strength } from './weight';

/** The facts that say what would have been decided otherwise. */
const WOULD_CHANGE = 'would-change';

/** Why the platform holds registrations for one person: the sentence, then each fact with its weight in words. */
export function Reasons({ explanation }: { explanation: Explanation }) {
  const { t, say } = useText();
  const facts = explanation.facts.filter(({ name }) => name !== WOULD_CHANGE);
  return (
    <div className="reasons" data-test="reasons">
      <p className="sentence">{say(explanation.sentence)}</p>
      <ul>
        {facts.map((fact, index) => (
          <li key={index} className={fact.weight < 0 ? 'against' : undefined}>
            <span>{say(fact.words)}</span>
            <span className="weight">
              {t(strength(fact.weight))} <b>{signed(fact.weight)}</b>
            </span>
          </li>
        ))}
      </ul>
      <Otherwise explanation={explanation} />
      <p className="fine">{t('explanation.rule', { rule: explanation.rule })}</p>
    </div>
  );
}

/** What would have been decided otherwise, if it were otherwise. */
export function Otherwise({ explanation }: { explanation: Explanation }) {
  const { t, say } = useText();
  const otherwise = explanation.facts.filter(({ name }) => name === WOULD_CHANGE);
  if (otherwise.length === 0) return null;
  return (
    <details data-test="would-change">
      <summary>{t('explanation.otherwise')}</summary>
      <ul>
        {otherwise.map((fact, index) => (
          <li key={index}>{say(fact.words)}</li>
        ))}
      </ul>
    </details>
  );
}
