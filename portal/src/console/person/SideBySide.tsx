import type { ReactNode } from 'react';
import type { Member } from '../../api/contract';
import { day } from '../../shared/format';
import { useText } from '../../shared/text';
import { knownFields, notCompared, standing, type Field } from './sides';

/**
 * The registrations of each institution beside one another; what differs is said in words.
 *
 * @param foot what stands below each
 */
export function SideBySide({ members, foot }: { members: Member[]; foot?: (member: Member) => ReactNode }) {
  const { t, word, language } = useText();
  const value = (member: Member, field: Field) => {
    const text = member[field] ?? '';
    if (field === 'gender') return word('gender', text);
    return field === 'birthDate' ? day(language, text) : text;
  };
  return (
    <ul className="sides" data-test="sides">
      {members.map((member) => (
        <li key={member.patient}>
          <h4>{member.institution?.name ?? t('institution.unknown')}</h4>
          <dl>
            {knownFields(members).map((field) => {
              const stands = standing(members, member, field);
              return (
                <div key={field} className={stands}>
                  <dt>{t(`field.${field}`)}</dt>
                  <dd>
                    {stands === 'missing' ? <Missing member={member} field={field} /> : value(member, field)}
                    {stands === 'differs' && <span className="differs-word">{t('standing.differs')}</span>}
                    {stands === 'alike' && <span className="fine"> {t('standing.alike')}</span>}
                  </dd>
                </div>
              );
            })}
          </dl>
          {foot?.(member)}
        </li>
      ))}
    </ul>
  );
}

/** Not sent, or sent and of no use for telling people apart. */
export function Missing({ member, field }: { member: Member; field: Field }) {
  const { t, say } = useText();
  const passed = notCompared(member, field);
  if (!passed) return t('standing.missing');
  return (
    <>
      {passed.shown}
      <span className="fine not-compared"> {t('standing.not-compared', { why: say(passed.why) })}</span>
    </>
  );
}
