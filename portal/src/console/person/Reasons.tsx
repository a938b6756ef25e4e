import type { Explanation } from '../../api/contract';
import { useText } from '../../shared/text';
import { signed, strength } from './weight';

/** Why the platform holds registrations for one person: the sentence, then each fact with its weight in words. */
export function Reasons({ explanation }: { explanation: Explanation }) {
  const { t, say } = useText();
  return (
    <div className="reasons" data-test="reasons">
      <p className="sentence">{say(explanation.sentence)}</p>
      <ul>
        {explanation.facts.map((fact, index) => (
          <li key={index} className={fact.weight < 0 ? 'against' : undefined}>
            <span>{say(fact.words)}</span>
            <span className="weight">
              {t(strength(fact.weight))} <b>{signed(fact.weight)}</b>
            </span>
          </li>
        ))}
      </ul>
      <p className="fine">{t('explanation.rule', { rule: explanation.rule })}</p>
    </div>
  );
}
