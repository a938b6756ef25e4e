import { Button } from 'antd';
import { useId, useState } from 'react';
import { onboarding, type Onboarding } from '../../api/onboarding';
import { day as dayWords, localDay } from '../../shared/format';
import { ProblemView } from '../../shared/Problem';
import { useText } from '../../shared/text';
import { Grid } from '../Grid';
import { useDeed } from './deed';

/** How many messages the system says it sent on a day, beside what came. */
export function Counts({ view }: { view: Onboarding }) {
  const { t, language } = useText();
  const form = useId();
  const today = localDay(new Date());
  const [day, setDay] = useState(today);
  const [sent, setSent] = useState<Record<string, string>>({});
  const telling = useDeed(view.client, () =>
    onboarding.tell(
      view.client,
      day,
      Object.fromEntries(view.kinds.map(({ kind }) => [kind, Number(sent[kind] ?? '0')])),
    ),
  );
  return (
    <>
      <p>{t('onboarding.counts-lead', { days: view.asked.days })}</p>
      {view.counts.length > 0 && (
        <Grid
          label={t('onboarding.counts')}
          rows={view.counts.slice(0, 50)}
          keyOf={({ day: of, kind }) => of + kind}
          columns={[
            { title: t('summary.day'), cell: ({ day: of }) => dayWords(language, of) },
            { title: t('column.kind'), cell: ({ kind }) => <code>{kind}</code> },
            { title: t('onboarding.sent'), cell: ({ sent: told }) => told, figure: true },
            { title: t('summary.received'), cell: ({ received }) => received, figure: true },
            {
              title: t('messages.state'),
              cell: ({ agrees }) =>
                agrees ? t('onboarding.agrees') : <span className="warn">{t('onboarding.differs')}</span>,
            },
          ]}
        />
      )}
      <form
        className="counts"
        onSubmit={(event) => {
          event.preventDefault();
          telling.mutate(undefined);
        }}
      >
        <label htmlFor={`${form}-day`}>{t('summary.day')}</label>
        <input
          id={`${form}-day`}
          type="date"
          value={day}
          max={today}
          onChange={(event) => setDay(event.target.value)}
        />
        {view.kinds.map(({ kind }) => (
          <span key={kind}>
            <label htmlFor={form + kind}>{kind}</label>
            <input
              id={form + kind}
              type="number"
              min="0"
              required
              value={sent[kind] ?? ''}
              onChange={(event) => setSent((before) => ({ ...before, [kind]: event.target.value }))}
            />
          </span>
        ))}
        <Button htmlType="submit" loading={telling.isPending}>
          {t('onboarding.compare')}
        </Button>
      </form>
      {telling.error && <ProblemView failure={telling.error} />}
    </>
  );
}
