import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { person } from '../../api/client';
import { moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Reasons } from './Reasons';
import { SideBySide } from './SideBySide';

/** Why these registrations are one person. */
export default function ExplanationDrawer({ patient, close }: { patient: string; close: () => void }) {
  const { t, language } = useText();
  const query = useQuery({
    queryKey: ['person', 'explanation', patient],
    queryFn: ({ signal }) => person.explanation(patient, signal),
  });
  return (
    <Drawer open size="large" title={t('explanation.title')} classNames={{ body: 'drawer-body' }} onClose={close}>
      <div className="drawer-scroll" tabIndex={0} role="region" aria-label={t('explanation.title')}>
        <Shown query={query} lines={8}>
          {({ members }) => (
            <div data-test="explanation">
              <p className="lead">{t('explanation.lead', { count: members.length })}</p>
              <SideBySide members={members} />
              <h3>{t('explanation.why')}</h3>
              {members.map(
                (member) =>
                  member.explanation && (
                    <section key={member.patient} className="panel">
                      <h4>{member.institution?.name ?? t('institution.unknown')}</h4>
                      {member.linkedAt && (
                        <p className="fine">{t('explanation.linked-at', { at: moment(language, member.linkedAt) })}</p>
                      )}
                      {member.comparedWith && (
                        <p className="fine">
                          {t('explanation.compared-with', {
                            other: member.comparedWith.institution?.name ?? t('institution.unknown'),
                          })}
                        </p>
                      )}
                      <Reasons explanation={member.explanation} />
                    </section>
                  ),
              )}
            </div>
          )}
        </Shown>
      </div>
    </Drawer>
  );
}
