import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useParams } from 'wouter';
import { person } from '../../api/client';
import type { LinkPeriod, Member } from '../../api/contract';
import { moment } from '../../shared/format';
import { Shown } from '../../shared/states';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { Decision } from './DecisionsPage';
import { ReasonDialog } from './ReasonDialog';
import { SideBySide } from './SideBySide';

/** One person: its registrations, what they belonged to before and why, and what was decided about them, to be undone. */
export default function HistoryPage() {
  const { t, say, language } = useText();
  const { patient = '' } = useParams<{ patient: string }>();
  const [parting, part] = useState<Member | null>(null);
  const [parted, setParted] = useState(false);
  const query = useQuery({
    queryKey: ['person', 'history', patient],
    queryFn: ({ signal }) => person.history(patient, signal),
  });
  const by = ({ decidedBy }: LinkPeriod) =>
    decidedBy === 'model'
      ? t('history.by-model')
      : decidedBy.startsWith('institution/')
        ? t('history.by-institution')
        : t('history.by-account', { account: decidedBy });
  return (
    <>
      <h1>{t('history.title')}</h1>
      <p className="lead">{t('history.lead')}</p>
      <div aria-live="polite">{parted && <p className="notice">{t('history.parted')}</p>}</div>
      <Shown query={query} lines={8}>
        {({ person: number, members, periods, decisions }) => (
          <>
            <section className="panel">
              <h2>{t('history.members', { count: members.length, person: number })}</h2>
              <SideBySide
                members={members}
                {...(members.length > 1
                  ? {
                      foot: (member: Member) => (
                        <Button
                          onClick={() => part(member)}
                          aria-label={`${t('history.part')} ${member.institution?.name ?? t('institution.unknown')}`}
                        >
                          {t('history.part')}
                        </Button>
                      ),
                    }
                  : {})}
              />
            </section>
            <h2>{t('history.periods')}</h2>
            <Grid
              label={t('history.periods')}
              columns={[
                { title: t('history.since'), cell: ({ since }) => moment(language, since) },
                {
                  title: t('history.until'),
                  cell: ({ until }) => (until ? moment(language, until) : t('history.still')),
                },
                {
                  title: t('quality.institution'),
                  cell: ({ institution }) => institution?.name ?? t('institution.unknown'),
                },
                { title: t('history.person'), cell: (period) => period.person },
                { title: t('history.by'), cell: by },
                { title: t('history.why'), cell: ({ explanation }) => say(explanation.sentence) },
              ]}
              rows={periods}
              keyOf={({ patient: of, since }) => `${of} ${since}`}
            />
            <h2>{t('history.decisions')}</h2>
            {decisions.length === 0 ? (
              <p>{t('history.no-decisions')}</p>
            ) : (
              decisions.map((decision) => <Decision key={decision.id} decision={decision} />)
            )}
          </>
        )}
      </Shown>
      {parting && (
        <ReasonDialog
          title="history.part"
          hint={t('history.part-hint')}
          send={(reason) => person.part(parting.patient, reason)}
          done={() => setParted(true)}
          close={() => part(null)}
        />
      )}
    </>
  );
}
