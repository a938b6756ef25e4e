import type { Member, PossibleLink } from '../../api/contract';
import { day } from '../../shared/format';
import { useText } from '../../shared/text';
import { Missing } from './SideBySide';
import { compared, deciding, overlap, type Compared, type Field } from './sides';
import { signed, strength } from './weight';

/** Two registrations field by field, what differs first, with the weight of each and the sum against its bound. */
export function Comparison({ pair, prior, needed }: { pair: PossibleLink; prior: number; needed: number }) {
  const { t, say, word, language } = useText();
  const { a, b, bits, explanation } = pair;
  const rule = deciding(explanation);
  const less = overlap(pair, prior);
  const heads = [
    { member: a, count: pair.aWith.count },
    { member: b, count: pair.bWith.count },
  ];
  const value = (member: Member, field: Field) => {
    const text = member[field];
    if (!text) return <Missing member={member} field={field} />;
    if (field === 'gender') return word('gender', text);
    return field === 'birthDate' ? day(language, text) : text;
  };
  const label = (row: Compared) =>
    row.field ? t(`field.${row.field}`) : row.fact?.name === 'guardian' ? t('field.guardian') : t('field.document');
  return (
    <table className="comparison" data-test="comparison">
      <caption>{say(explanation.sentence)}</caption>
      <thead>
        <tr>
          <td />
          {heads.map(({ member, count }) => (
            <th scope="col" key={member.patient}>
              {member.institution?.name ?? t('institution.unknown')}
              {count > 1 && <span className="fine">{t('possible.person-has', { count })}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {compared(pair).map((row) => (
          <tr key={row.field ?? row.fact?.name} className={row.standing}>
            <th scope="row">
              {label(row)}
              {row.fact && (
                <span className="fine">
                  {say(row.fact.words)} <b title={t(strength(row.fact.weight))}>{signed(row.fact.weight)}</b>
                </span>
              )}
              {row.fact && row.fact.name === rule && <span className="differs-word">{t('possible.by-rule')}</span>}
            </th>
            {row.field ? (
              [a, b].map((member) => <td key={member.patient}>{value(member, row.field as Field)}</td>)
            ) : (
              <td colSpan={2}>{row.fact && say(row.fact.words)}</td>
            )}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('possible.total')}</th>
          <td colSpan={2}>
            <b>{signed(bits)}</b> {t(bits >= needed ? 'possible.total-enough' : 'possible.total-short', { needed })}
            <span className="fine">
              {t('possible.total-of', { prior: signed(prior) })}
              {less < 0 && ` ${t('possible.total-overlap', { less: signed(less) })}`}
            </span>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
